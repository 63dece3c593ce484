"""Names of people, places and organisations of many regions, written for training.

Plain facts, grouped by region so that a generated person's two names fit each other.
`HELD_BACK` is never trained on and never enters the shipped word list: it measures how
the name detector does on names it has not met.
"""

# ruff: noqa: E501, ISC004 - names fill their lines; each pair is given names, surnames

# region: (given names, surnames); a name of several words is joined by "_".
REGIONS: dict[str, tuple[str, str]] = {
    "english": (
        "James John Robert Michael William David Richard Thomas Charles Daniel Matthew "
        "Mark Paul Steven Andrew George Edward Brian Kevin Jason Timothy Jeffrey Ryan "
        "Gary Nicholas Eric Stephen Jonathan Larry Justin Scott Brandon Benjamin Frank "
        "Gregory Samuel Patrick Alexander Jack Dennis Jerry Tyler Aaron Henry Peter Adam "
        "Harry Oliver Simon Graham Nigel Trevor Colin Stuart Keith Ian Alan Martin Tom "
        "Ben Sam Joe Will Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica "
        "Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley Emily Donna Michelle Carol "
        "Amanda Melissa Deborah Stephanie Rebecca Laura Helen Sharon Cynthia Kathleen "
        "Amy Angela Anna Ruth Brenda Pamela Nicole Katherine Samantha Christine Emma "
        "Catherine Virginia Rachel Carolyn Janet Maria Heather Diane Julie Joyce Grace "
        "Victoria Kelly Lauren Olivia Charlotte Sophie Hannah Lucy Chloe Holly Alice "
        "Jane Joan Fiona Gemma Tracey Beverley Maureen Hazel Rose Daisy Hope Faith April "
        "June Dawn Kate Beth Sue Liz Jill Heidi Clara Eleanor Abigail Megan Rita Audrey",
        "Smith Jones Williams Brown Taylor Davies Wilson Evans Thomas Johnson Roberts "
        "Walker Wright Robinson Thompson White Hughes Edwards Green Hall Wood Harris "
        "Lewis Martin Jackson Clarke Clark Turner Hill Cooper Morris Ward Moore King "
        "Watson Baker Harrison Morgan Patel Young Allen Mitchell James Anderson Phillips "
        "Lee Bell Parker Davis Bennett Miller Cook Shaw Cox Richardson Marshall Collins "
        "Carter Gray Fletcher Adams Mason Foster Palmer Barnes Hunt Mills Stone Price "
        "Bailey Rogers Stevens Webb Field Fox Knight Bishop Page Marsh Rose Wells Banks "
        "Reed Long Wise Small Sharp Day Snow Winter Summers Rivers Woods Brook Bird Swan "
        "Whitfield Ashworth Pemberton Hargreaves Thornton Holloway Fairchild Kingsley",
    ),
    "celtic": (
        "Sean Liam Conor Aidan Niamh Siobhan Aoife Ciara Eoin Padraig Declan Brendan "
        "Angus Hamish Callum Iain Morag Ailsa Rhys Gareth Owen Dylan Megan Bronwen Sian",
        "O'Brien O'Connor O'Neill O'Sullivan Murphy Kelly Byrne Ryan Walsh Doyle "
        "Gallagher McCarthy McDonald MacLeod McKenzie Campbell Stewart Cameron Fraser "
        "Fitzgerald Kavanagh Quinn Llewellyn Griffiths Pritchard Rees Bevan McAllister",
    ),
    "german": (
        "Hans Peter Klaus Jürgen Wolfgang Dieter Manfred Uwe Stefan Michael Andreas "
        "Thomas Matthias Christian Markus Frank Jan Tobias Florian Sebastian Lukas Jonas "
        "Felix Maximilian Heinz Günther Karl Friedrich Ralf Björn Torsten Ursula Monika "
        "Petra Sabine Renate Karin Brigitte Ingrid Andrea Susanne Claudia Birgit Heike "
        "Katrin Anja Nicole Sandra Julia Katharina Lena Leonie Hannah Greta Heidi Ute",
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann "
        "Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun "
        "Krüger Hofmann Hartmann Lange Schmitt Werner Krause Lehmann Köhler Herrmann "
        "König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn "
        "Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann "
        "Brandt von_Stauffen von_Hagen Grünwald Pfeiffer Dietrich Voigt Seidel Ziegler",
    ),
    "french": (
        "Jean Pierre Michel André Philippe Alain Jacques Bernard François Laurent "
        "Nicolas Julien Thierry Olivier Christophe Guillaume Antoine Mathieu Hugo Louis "
        "Marie Nathalie Isabelle Sylvie Catherine Françoise Valérie Sandrine Céline "
        "Aurélie Camille Léa Manon Chloé Inès Élodie Hélène Geneviève Marie-Claire "
        "Jean-Luc Jean-Paul Anne-Sophie",
        "Martin Bernard Dubois Durand Moreau Laurent Simon Michel Lefebvre Leroy Roux "
        "David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau "
        "Vincent Muller Lefèvre Faure Mercier Blanc Guérin Boyer Garnier Chevalier "
        "François Legrand Gauthier Perrin Robin Clément Morin Nicolas Mathieu Lemaire "
        "de_Villiers Le_Gall Beaumont Charpentier Delacroix Marchand Renaud Picard",
    ),
    "spanish": (
        "José Antonio Manuel Francisco Juan David Javier Daniel Carlos Jesús Alejandro "
        "Miguel Rafael Pablo Pedro Ángel Sergio Fernando Jorge Luis Alberto Álvaro Diego "
        "Adrián Raúl Enrique Ramón Vicente María Carmen Ana Isabel Laura Cristina Marta "
        "Dolores Lucía Pilar Elena Sara Paula Raquel Rosa Beatriz Silvia Rocío Julia "
        "Irene Alba Patricia Inmaculada",
        "García González Rodríguez Fernández López Martínez Sánchez Pérez Gómez Martín "
        "Jiménez Ruiz Hernández Díaz Moreno Álvarez Muñoz Romero Alonso Gutiérrez Navarro "
        "Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco Molina Morales Suárez "
        "Ortega Delgado Castro Ortiz Rubio Marín Sanz Iglesias Núñez Medina Garrido "
        "de_la_Cruz del_Río Cruz Flores Vargas Reyes Mendoza Guerrero Castillo Rojas",
    ),
    "italian": (
        "Giuseppe Giovanni Antonio Mario Luigi Francesco Angelo Vincenzo Salvatore "
        "Alessandro Marco Andrea Stefano Roberto Paolo Lorenzo Matteo Luca Davide Maria "
        "Anna Giulia Rosa Angela Giovanna Teresa Lucia Carmela Francesca Chiara Elena "
        "Valentina Martina Alessia Federica Giorgia Paola Silvia",
        "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno "
        "Gallo Conti De_Luca Costa Giordano Mancini Rizzo Lombardi Moretti Barbieri "
        "Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone Longo D'Angelo "
        "Gentile Martinelli Vitale Lombardo Serra Coppola De_Santis Marchetti",
    ),
    "slavic": (
        "Jan Piotr Andrzej Krzysztof Stanisław Tomasz Paweł Michał Marcin Jakub Adam "
        "Łukasz Anna Katarzyna Małgorzata Agnieszka Barbara Ewa Magdalena Joanna Zofia "
        "Ivan Dmitri Sergei Alexei Vladimir Nikolai Mikhail Yuri Oleg Igor Boris Olga "
        "Natalia Svetlana Tatiana Irina Ekaterina Anastasia Ludmila Oksana Petr Pavel "
        "Jiří Tomáš Jana Lenka Zuzana Milan Dragan Goran Zoran Marko Jelena Milica Ana "
        "Ivana Bogdan Taras Andriy Oleksandr Yulia Dimitar Georgi Plamen Desislava",
        "Nowak Kowalski Kowalska Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski "
        "Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur Krawczyk Ivanov "
        "Petrov Sidorov Smirnov Kuznetsov Popov Volkov Sokolov Lebedev Morozov Pavlov "
        "Novikova Fedorova Orlova Shevchenko Kovalenko Bondarenko Tkachenko Melnyk Novák "
        "Svoboda Novotný Dvořák Černý Procházka Horák Horváth Kováč Jovanović Petrović "
        "Nikolić Marković Đorđević Kovačević Babić Horvat Novak Zupančič Dimitrov "
        "Georgiev Ivanova Stoyanov Todorova",
    ),
    "nordic_baltic": (
        "Lars Erik Anders Johan Karl Nils Per Olof Mikael Magnus Björn Sven Gunnar Ole "
        "Knut Håkon Søren Jens Niels Mads Henrik Rasmus Anna Eva Karin Kristina Ingrid "
        "Astrid Sigrid Freja Maja Linnea Elsa Kirsten Mette Lene Matti Juhani Timo Pekka "
        "Aino Helmi Tuula Jonas Tomas Mindaugas Rasa Daiva Janis Andris Ilze Kristjan Tiina",
        "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson "
        "Gustafsson Lindberg Lindström Bergström Hansen Johansen Olsen Larsen Andersen "
        "Pedersen Nielsen Jensen Christensen Rasmussen Sørensen Møller Haugen Dahl Berg "
        "Korhonen Virtanen Mäkinen Nieminen Hämäläinen Kazlauskas Petrauskas Bērziņš "
        "Kalniņš Ozols Tamm Saar Sepp Kask Jónsdóttir Sigurðsson",
    ),
    "dutch_portuguese_greek": (
        "Jan Pieter Willem Kees Joost Bram Daan Sander Marieke Anneke Femke Lotte Sanne "
        "João Pedro Tiago Rui Nuno Paulo Luís Fernanda Catarina Inês Beatriz Mariana "
        "Rafaela Thiago Gustavo Larissa Giorgos Dimitris Kostas Nikos Yannis Vasilis "
        "Eleni Katerina Sofia Despina Ioanna Mihai Andrei Ionuț Elena Ioana Radu",
        "de_Jong Jansen de_Vries van_den_Berg Bakker van_Dijk Visser Smit Meijer de_Boer "
        "Mulder de_Groot Bos Vos Peters Hendriks van_der_Linden Dekker Silva Santos "
        "Ferreira Pereira Oliveira Costa Rodrigues Martins Jesus Sousa Fernandes "
        "Gonçalves Gomes Lopes Marques Almeida Ribeiro Carvalho da_Silva dos_Santos "
        "Papadopoulos Georgiou Nikolaidis Ioannou Economou Vlachos Angelopoulos Popescu "
        "Ionescu Popa Stan Dumitru Stoica Gheorghe Munteanu",
    ),
    "arabic_turkish_persian": (
        "Mohammed Muhammad Ahmed Ali Omar Hassan Hussein Ibrahim Khalid Yusuf Mustafa "
        "Abdullah Abdul Karim Tariq Samir Bilal Hamza Rashid Fatima Aisha Khadija Zainab "
        "Maryam Layla Noor Yasmin Amina Salma Huda Rania Mehmet Ahmet Mustafa Emre Murat "
        "Hakan Serkan Burak Ayşe Fatma Emine Zeynep Elif Merve Selin Deniz Reza Hossein "
        "Amir Farhad Dariush Shirin Parisa Leila Nasrin Golnaz",
        "Khan Ahmed Ali Hassan Hussein Al-Farsi Al-Masri al-Rashid Haddad Khoury Nasser "
        "Mansour Saleh Ibrahim Aziz Rahman Malik Siddiqui Qureshi Shaikh Mahmoud Yılmaz "
        "Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Arslan Doğan Kılıç Hosseini "
        "Ahmadi Karimi Rezaei Mohammadi Moradi Jafari Tehrani El-Sayed Abdelaziz Ben_Ali "
        "Benali Bouzid Toumi",
    ),
    "south_asian": (
        "Rahul Amit Sanjay Rajesh Suresh Ramesh Vijay Anil Sunil Ravi Arjun Rohan Vikram "
        "Deepak Manoj Ashok Krishna Harish Arun Karthik Priya Anjali Pooja Neha Kavita "
        "Sunita Lakshmi Meera Divya Shreya Ananya Deepa Rekha Usha Asha Nisha Imran "
        "Faisal Usman Zahid Farah Sana Nadia Rukhsana Harpreet Gurpreet Manpreet Jaspreet "
        "Nimal Kumari Sanduni Tenzin",
        "Sharma Verma Gupta Singh Kumar Patel Shah Mehta Desai Joshi Iyer Nair Menon "
        "Reddy Rao Naidu Pillai Chatterjee Mukherjee Banerjee Das Ghosh Bose Sen Kapoor "
        "Khanna Malhotra Chopra Bhatia Agarwal Mishra Pandey Tiwari Chauhan Kaur Gill "
        "Sandhu Dhillon Begum Akhtar Hossain Chowdhury Fernando Perera Silva Jayasuriya "
        "Gurung Tamang Shrestha Thapa Subramanian Venkatesan Krishnamurthy",
    ),
    "east_asian": (
        "Wei Li Ming Jun Hui Yan Xin Lei Jing Fang Yang Hao Chen Xiaoming Mei Ling Yue "
        "Zhiwei Jianhua Guoqiang Hiroshi Takashi Kenji Yuki Haruto Sakura Yuko Akiko "
        "Naoko Keiko Satoshi Daisuke Kazuo Min-jun Ji-hoon Seo-yeon Ji-woo Hyun-woo "
        "Young-ho Soo-jin Minh Anh Linh Hoa Thanh Tuan Huong Thuy Duc Phuong Somchai "
        "Malee Budi Siti Dewi Agus Putri Wayan Nurul Aisyah Jose_Maria Maricel Jomar",
        "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Luo "
        "Gao Zheng Liang Wong Chan Cheung Lau Ng Lam Leung Tan Lim Goh Koh Tanaka Suzuki "
        "Sato Takahashi Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Kim "
        "Park Choi Jung Kang Cho Yoon Jang Lee Nguyen Tran Le Pham Hoang Phan Vu Dang Bui "
        "Do Ho Ngo Duong Santos Reyes Cruz Bautista dela_Cruz Wijaya Santoso Suharto "
        "Rahman Abdullah Srisai",
    ),
    "african": (
        "Chinedu Emeka Ngozi Chioma Oluwaseun Adebayo Tunde Folake Yetunde Ifeoma Obinna "
        "Kwame Kofi Kwabena Ama Akosua Abena Yaw Mamadou Ousmane Fatou Aminata Ibrahima "
        "Awa Moussa Wanjiru Kamau Njeri Otieno Achieng Mwangi Juma Amani Neema Baraka "
        "Thabo Sipho Nomsa Lerato Themba Zanele Tendai Tatenda Rudo Abebe Tigist Haile "
        "Selam Dawit Hodan Abdi Ayaan",
        "Okafor Okonkwo Adeyemi Adebayo Balogun Eze Nwosu Obi Ogunleye Mensah Owusu "
        "Boateng Asante Osei Appiah Diallo Traoré Coulibaly Keita Diop Ndiaye Sow Fall "
        "Cissé Kamau Mwangi Otieno Odhiambo Njoroge Wanjiku Kariuki Mutua Dlamini Nkosi "
        "Ndlovu Zulu Khumalo Mokoena van_der_Merwe Botha Moyo Ncube Sibanda Tesfaye "
        "Bekele Girma Mohamud Warsame Farah Mbeki Banda Phiri Chirwa Tshabalala",
    ),
}

HELD_BACK: dict[str, tuple[str, str]] = {
    "english": (
        "Winston Desmond Rupert Cedric Barnaby Gwendolyn Philippa Rosalind Harriet "
        "Marjorie Tabitha Imogen Lionel Quentin Alistair Delia",
        "Cartwright Ellsworth Blackwood Nethercott Ramsbottom Wetherby Uppington Haverford "
        "Lockhart Stainforth Birtwistle Pocock Drinkwater Tunnicliffe",
    ),
    "european": (
        "Detlef Ottmar Roswitha Gudrun Thibault Solène Maëlys Gonzalo Ximena Nerea Ettore "
        "Ornella Bartosz Jadwiga Kazimierz Zdeněk Miroslava Torbjørn Ragnhild Joaquim",
        "Wirtz Hohenfels Kirchhoff Dombrowsky Castelnau Vasseur Etcheverry Zabaleta "
        "Echevarría Buonanno Quaglia Wierzbicki Szczepański Hrubeš Vukašinović Hjelmstad "
        "Kjærgaard Teixeira Konstantinou Vlădescu",
    ),
    "world": (
        "Oluwadamilola Chukwuemeka Nkechi Sibusiso Makena Ayodele Sukhwinder Parvati "
        "Venkatesh Rukmini Tomoko Shinichi Xiuying Guangming Quynh Somsak Fereshteh "
        "Behrouz Gülşah Tolga Marwan Ghada",
        "Onyekachi Ogbonna Mthembu Gebremariam Wekesa Quartey Balasubramaniam "
        "Bhattacharya Rangarajan Gunawardena Matsumoto Shimizu Ouyang Siew Phommasak "
        "Golshani Karadağ Topçu Boutros Zeidan",
    ),
}

PLACES = (
    "London Manchester Birmingham Leeds Glasgow Edinburgh Cardiff Belfast Dublin Cork "
    "Bristol Liverpool Sheffield Newcastle Nottingham Leicester Oxford Cambridge York "
    "Brighton Southampton Portsmouth Plymouth Exeter Norwich Reading Coventry Swansea "
    "Aberdeen Dundee Bath Derby Luton Watford Croydon Camden Hackney Ealing Guildford "
    "New_York Chicago Boston Houston Dallas Denver Seattle Portland Miami Atlanta "
    "Philadelphia Phoenix San_Francisco Los_Angeles San_Diego Detroit Texas California "
    "Florida Ohio Nevada Virginia Toronto Montreal Vancouver Sydney Melbourne Brisbane "
    "Perth Auckland Wellington Berlin Hamburg München Köln Frankfurt Stuttgart Düsseldorf "
    "Leipzig Dresden Hannover Nürnberg Bremen Essen Dortmund Bonn Münster Mannheim "
    "Augsburg Freiburg Mainz Wien Graz Salzburg Zürich Basel Bern Genf Paris Lyon "
    "Marseille Toulouse Nice Nantes Strasbourg Montpellier Bordeaux Lille Rennes Reims "
    "Grenoble Dijon Madrid Barcelona Valencia Sevilla Zaragoza Málaga Murcia Bilbao "
    "Alicante Córdoba Valladolid Vigo Granada Rome Milan Naples Turin Florence Venice "
    "Bologna Lisbon Porto Brussels Antwerp Amsterdam Rotterdam Utrecht Copenhagen Aarhus "
    "Stockholm Gothenburg Oslo Bergen Helsinki Tallinn Riga Vilnius Warsaw Kraków Gdańsk "
    "Wrocław Prague Brno Bratislava Budapest Vienna Bucharest Sofia Athens Istanbul Ankara "
    "Belgrade Zagreb Ljubljana Kyiv Odesa Moscow Cairo Lagos Nairobi Accra Johannesburg "
    "Cape_Town Casablanca Tunis Algiers Dubai Riyadh Doha Beirut Tehran Karachi Lahore "
    "Delhi Mumbai Bangalore Chennai Kolkata Dhaka Colombo Kathmandu Bangkok Hanoi Manila "
    "Jakarta Singapore Hong_Kong Shanghai Beijing Tokyo Osaka Seoul Taipei Mexico_City "
    "Bogotá Lima Santiago Buenos_Aires São_Paulo Rio_de_Janeiro England Scotland Wales "
    "Ireland Germany France Spain Italy Portugal Poland Austria Switzerland Belgium "
    "Greece Turkey Ukraine Russia Nigeria Kenya Ghana Egypt India Pakistan Bangladesh "
    "China Japan Brazil Canada Australia Deutschland Österreich España Frankreich"
)

HELD_BACK_PLACES = (
    "Basingstoke Huddersfield Stoke-on-Trent Milton_Keynes Kettering Tamworth Albuquerque "
    "Tallahassee Duluth Wuppertal Bielefeld Heilbronn Regensburg Besançon Quimper Logroño "
    "Cáceres Trieste Coimbra Łódź Košice Tromsø Jyväskylä Mombasa Durban Hyderabad Penang"
)

ORG_WORDS = (
    "Alpha Northern Southern Western Eastern Central United National Royal First Global "
    "Premier Summit Harbour River Oak Maple Stone Bridge Green Blue Silver Golden Crown "
    "Star Sun Moon Castle Tower Meadow Forest Lake Coast Atlas Orion Phoenix Vertex Nova "
    "Apex Delta Omega Fusion Quantum Vector Zenith Horizon Beacon Anchor Pioneer Heritage "
    "Liberty Unity Trinity Sterling Cobalt Amber Cedar Willow Falcon Lion Eagle Merlin"
)

ORG_TRADES = (
    "Insurance Bank Building_Society Logistics Motors Foods Energy Water Telecom Media "
    "Software Systems Solutions Partners Consulting Legal Estates Properties Homes "
    "Construction Engineering Pharma Medical_Centre Dental_Care Clinic Hospital Surgery "
    "University College School Academy Council Trust Foundation Travel Airlines Hotels "
    "Retail Stores Bakery Garage Services Holdings Group Capital Finance Credit_Union"
)

ORG_ENDINGS = (
    "Ltd Limited plc LLP Inc Inc. LLC Corp GmbH AG KG e.V. SA SARL S.L. S.A. BV"
)
