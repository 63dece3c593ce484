"""Names of people of many regions, written for training the name detector.

Plain facts, grouped so that a person's two names fit each other. A name of several
words is joined by "_". What `pii_lists_held_back` names stands nowhere here.
"""

# ruff: noqa: E501, ISC004 - names fill their lines; each pair is given names, surnames

REGIONS: dict[str, tuple[str, str]] = {
    "english": (
        "James John Robert Michael William David Richard Thomas Charles Daniel Matthew Mark Paul Steven Andrew George Edward Brian Kevin Jason Timothy Jeffrey Ryan Gary Nicholas Eric Stephen Jonathan Larry "
        "Justin Scott Brandon Benjamin Frank Gregory Samuel Patrick Alexander Jack Dennis Jerry Tyler Aaron Henry Peter Adam Harry Oliver Simon Graham Nigel Trevor Colin Stuart Keith Ian Alan Martin Tom Ben "
        "Sam Joe Will Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Laura "
        "Helen Sharon Cynthia Kathleen Amy Angela Anna Ruth Brenda Pamela Nicole Katherine Samantha Christine Emma Catherine Virginia Rachel Carolyn Janet Maria Heather Diane Julie Joyce Grace Victoria Kelly "
        "Lauren Olivia Charlotte Sophie Hannah Lucy Chloe Holly Alice Jane Joan Fiona Gemma Tracey Beverley Maureen Hazel Rose Daisy Hope Faith April June Dawn Kate Beth Sue Liz Jill Heidi Clara Eleanor "
        "Abigail Megan Rita Audrey",
        "Smith Jones Williams Brown Taylor Davies Wilson Evans Thomas Johnson Roberts Walker Wright Robinson Thompson White Hughes Edwards Green Hall Wood Harris Lewis Martin Jackson Clarke Clark Turner Hill "
        "Cooper Morris Ward Moore King Watson Baker Harrison Morgan Patel Young Allen Mitchell James Anderson Phillips Lee Bell Parker Davis Bennett Miller Cook Shaw Cox Richardson Marshall Collins Carter Gray "
        "Fletcher Adams Mason Foster Palmer Barnes Hunt Mills Stone Price Bailey Rogers Stevens Webb Field Fox Knight Bishop Page Marsh Rose Wells Banks Reed Long Wise Small Sharp Day Snow Winter Summers "
        "Rivers Woods Brook Bird Swan Whitfield Ashworth Pemberton Hargreaves Thornton Holloway Fairchild Kingsley",
    ),
    "celtic": (
        "Sean Liam Conor Aidan Niamh Siobhan Aoife Ciara Eoin Padraig Declan Brendan Angus Hamish Callum Iain Morag Ailsa Rhys Gareth Owen Dylan Megan Bronwen Sian",
        "O'Brien O'Connor O'Neill O'Sullivan Murphy Kelly Byrne Ryan Walsh Doyle Gallagher McCarthy McDonald MacLeod McKenzie Campbell Stewart Cameron Fraser Fitzgerald Kavanagh Quinn Llewellyn Griffiths "
        "Pritchard Rees Bevan McAllister",
    ),
    "german": (
        "Hans Peter Klaus Jürgen Wolfgang Dieter Manfred Uwe Stefan Michael Andreas Thomas Matthias Christian Markus Frank Jan Tobias Florian Sebastian Lukas Jonas Felix Maximilian Heinz Günther Karl Friedrich "
        "Ralf Björn Torsten Ursula Monika Petra Sabine Renate Karin Brigitte Ingrid Andrea Susanne Claudia Birgit Heike Katrin Anja Nicole Sandra Julia Katharina Lena Leonie Hannah Greta Heidi Ute",
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner "
        "Krause Lehmann Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Brandt "
        "von_Stauffen von_Hagen Grünwald Pfeiffer Dietrich Voigt Seidel Ziegler",
    ),
    "french": (
        "Jean Pierre Michel André Philippe Alain Jacques Bernard François Laurent Nicolas Julien Thierry Olivier Christophe Guillaume Antoine Mathieu Hugo Louis Marie Nathalie Isabelle Sylvie Catherine "
        "Françoise Valérie Sandrine Céline Aurélie Camille Léa Manon Chloé Inès Élodie Hélène Geneviève Marie-Claire Jean-Luc Jean-Paul Anne-Sophie",
        "Martin Bernard Dubois Durand Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure Mercier Blanc "
        "Guérin Boyer Garnier Chevalier François Legrand Gauthier Perrin Robin Clément Morin Nicolas Mathieu Lemaire de_Villiers Le_Gall Beaumont Charpentier Delacroix Marchand Renaud Picard",
    ),
    "spanish": (
        "José Antonio Manuel Francisco Juan David Javier Daniel Carlos Jesús Alejandro Miguel Rafael Pablo Pedro Ángel Sergio Fernando Jorge Luis Alberto Álvaro Diego Adrián Raúl Enrique Ramón Vicente María "
        "Carmen Ana Isabel Laura Cristina Marta Dolores Lucía Pilar Elena Sara Paula Raquel Rosa Beatriz Silvia Rocío Julia Irene Alba Patricia Inmaculada",
        "García González Rodríguez Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz Moreno Álvarez Muñoz Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil "
        "Ramírez Serrano Blanco Molina Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz Iglesias Núñez Medina Garrido de_la_Cruz del_Río Cruz Flores Vargas Reyes Mendoza Guerrero Castillo Rojas",
    ),
    "italian": (
        "Giuseppe Giovanni Antonio Mario Luigi Francesco Angelo Vincenzo Salvatore Alessandro Marco Andrea Stefano Roberto Paolo Lorenzo Matteo Luca Davide Maria Anna Giulia Rosa Angela Giovanna Teresa Lucia "
        "Carmela Francesca Chiara Elena Valentina Martina Alessia Federica Giorgia Paola Silvia",
        "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti De_Luca Costa Giordano Mancini Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara "
        "Galli Martini Leone Longo D'Angelo Gentile Martinelli Vitale Lombardo Serra Coppola De_Santis Marchetti",
    ),
    "slavic": (
        "Jan Piotr Andrzej Krzysztof Stanisław Tomasz Paweł Michał Marcin Jakub Adam Łukasz Anna Katarzyna Małgorzata Agnieszka Barbara Ewa Magdalena Joanna Zofia Ivan Dmitri Sergei Alexei Vladimir Nikolai "
        "Mikhail Yuri Oleg Igor Boris Olga Natalia Svetlana Tatiana Irina Ekaterina Anastasia Ludmila Oksana Petr Pavel Jiří Tomáš Jana Lenka Zuzana Milan Dragan Goran Zoran Marko Jelena Milica Ana Ivana "
        "Bogdan Taras Andriy Oleksandr Yulia Dimitar Georgi Plamen Desislava",
        "Nowak Kowalski Kowalska Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur Krawczyk Ivanov Petrov Sidorov Smirnov Kuznetsov Popov Volkov "
        "Sokolov Lebedev Morozov Pavlov Novikova Fedorova Orlova Shevchenko Kovalenko Bondarenko Tkachenko Melnyk Novák Svoboda Novotný Dvořák Černý Procházka Horák Horváth Kováč Jovanović Petrović Nikolić "
        "Marković Đorđević Kovačević Babić Horvat Novak Zupančič Dimitrov Georgiev Ivanova Stoyanov Todorova",
    ),
    "nordic_baltic": (
        "Lars Erik Anders Johan Karl Nils Per Olof Mikael Magnus Björn Sven Gunnar Ole Knut Håkon Søren Jens Niels Mads Henrik Rasmus Anna Eva Karin Kristina Ingrid Astrid Sigrid Freja Maja Linnea Elsa Kirsten "
        "Mette Lene Matti Juhani Timo Pekka Aino Helmi Tuula Jonas Tomas Mindaugas Rasa Daiva Janis Andris Ilze Kristjan Tiina",
        "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Lindberg Lindström Bergström Hansen Johansen Olsen Larsen Andersen Pedersen Nielsen Jensen Christensen "
        "Rasmussen Sørensen Møller Haugen Dahl Berg Korhonen Virtanen Mäkinen Nieminen Hämäläinen Kazlauskas Petrauskas Bērziņš Kalniņš Ozols Tamm Saar Sepp Kask Jónsdóttir Sigurðsson",
    ),
    "dutch_portuguese_greek": (
        "Jan Pieter Willem Kees Joost Bram Daan Sander Marieke Anneke Femke Lotte Sanne João Pedro Tiago Rui Nuno Paulo Luís Fernanda Catarina Inês Beatriz Mariana Rafaela Thiago Gustavo Larissa Giorgos "
        "Dimitris Kostas Nikos Yannis Vasilis Eleni Katerina Sofia Despina Ioanna Mihai Andrei Ionuț Elena Ioana Radu",
        "de_Jong Jansen de_Vries van_den_Berg Bakker van_Dijk Visser Smit Meijer de_Boer Mulder de_Groot Bos Vos Peters Hendriks van_der_Linden Dekker Silva Santos Ferreira Pereira Oliveira Costa Rodrigues "
        "Martins Jesus Sousa Fernandes Gonçalves Gomes Lopes Marques Almeida Ribeiro Carvalho da_Silva dos_Santos Papadopoulos Georgiou Nikolaidis Ioannou Economou Vlachos Angelopoulos Popescu Ionescu Popa "
        "Stan Dumitru Stoica Gheorghe Munteanu",
    ),
    "arabic_turkish_persian": (
        "Mohammed Muhammad Ahmed Ali Omar Hassan Hussein Ibrahim Khalid Yusuf Mustafa Abdullah Abdul Karim Tariq Samir Bilal Hamza Rashid Fatima Aisha Khadija Zainab Maryam Layla Noor Yasmin Amina Salma Huda "
        "Rania Mehmet Ahmet Emre Murat Hakan Serkan Burak Ayşe Fatma Emine Zeynep Elif Merve Selin Deniz Reza Hossein Amir Farhad Dariush Shirin Parisa Leila Nasrin Golnaz",
        "Khan Ahmed Ali Hassan Hussein Al-Farsi Al-Masri al-Rashid Haddad Khoury Nasser Mansour Saleh Ibrahim Aziz Rahman Malik Siddiqui Qureshi Shaikh Mahmoud Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım "
        "Öztürk Aydın Arslan Doğan Kılıç Hosseini Ahmadi Karimi Rezaei Mohammadi Moradi Jafari Tehrani El-Sayed Abdelaziz Ben_Ali Benali Bouzid Toumi",
    ),
    "south_asian": (
        "Rahul Amit Sanjay Rajesh Suresh Ramesh Vijay Anil Sunil Ravi Arjun Rohan Vikram Deepak Manoj Ashok Krishna Harish Arun Karthik Priya Anjali Pooja Neha Kavita Sunita Lakshmi Meera Divya Shreya Ananya "
        "Deepa Rekha Usha Asha Nisha Imran Faisal Usman Zahid Farah Sana Nadia Rukhsana Harpreet Gurpreet Manpreet Jaspreet Nimal Kumari Sanduni Tenzin",
        "Sharma Verma Gupta Singh Kumar Patel Shah Mehta Desai Joshi Iyer Nair Menon Reddy Rao Naidu Pillai Chatterjee Mukherjee Banerjee Das Ghosh Bose Sen Kapoor Khanna Malhotra Chopra Bhatia Agarwal Mishra "
        "Pandey Tiwari Chauhan Kaur Gill Sandhu Dhillon Begum Akhtar Hossain Chowdhury Fernando Perera Silva Jayasuriya Gurung Tamang Shrestha Thapa Subramanian Venkatesan Krishnamurthy",
    ),
    "east_asian": (
        "Wei Li Ming Jun Hui Yan Xin Lei Jing Fang Yang Hao Chen Xiaoming Mei Ling Yue Zhiwei Jianhua Guoqiang Hiroshi Takashi Kenji Yuki Haruto Sakura Yuko Akiko Naoko Keiko Satoshi Daisuke Kazuo Min-jun "
        "Ji-hoon Seo-yeon Ji-woo Hyun-woo Young-ho Soo-jin Minh Anh Linh Hoa Thanh Tuan Huong Thuy Duc Phuong Somchai Malee Budi Siti Dewi Agus Putri Wayan Nurul Aisyah Jose_Maria Maricel Jomar",
        "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Luo Gao Zheng Liang Wong Chan Cheung Lau Ng Lam Leung Tan Lim Goh Koh Tanaka Suzuki Sato Takahashi Watanabe Ito Yamamoto "
        "Nakamura Kobayashi Kato Yoshida Yamada Kim Park Choi Jung Kang Cho Yoon Jang Lee Nguyen Tran Le Pham Hoang Phan Vu Dang Bui Do Ho Ngo Duong Santos Reyes Cruz Bautista dela_Cruz Wijaya Santoso Suharto "
        "Rahman Abdullah Srisai",
    ),
    "african": (
        "Chinedu Emeka Ngozi Chioma Oluwaseun Adebayo Tunde Folake Yetunde Ifeoma Obinna Kwame Kofi Kwabena Ama Akosua Abena Yaw Mamadou Ousmane Fatou Aminata Ibrahima Awa Moussa Wanjiru Kamau Njeri Otieno "
        "Achieng Mwangi Juma Amani Neema Baraka Thabo Sipho Nomsa Lerato Themba Zanele Tendai Tatenda Rudo Abebe Tigist Haile Selam Dawit Hodan Abdi Ayaan",
        "Okafor Okonkwo Adeyemi Adebayo Balogun Eze Nwosu Obi Ogunleye Mensah Owusu Boateng Asante Osei Appiah Diallo Traoré Coulibaly Keita Diop Ndiaye Sow Fall Cissé Kamau Mwangi Otieno Odhiambo Njoroge "
        "Wanjiku Kariuki Mutua Dlamini Nkosi Ndlovu Zulu Khumalo Mokoena van_der_Merwe Botha Moyo Ncube Sibanda Tesfaye Bekele Girma Mohamud Warsame Farah Mbeki Banda Phiri Chirwa Tshabalala",
    ),
    "english2": (
        "Alfie Archie Arthur Bobby Bradley Bruce Caleb Calvin Cameron Carl Chad Clive Connor Craig Curtis Damian Darren Dean Derek Donald Douglas Duncan Dustin Elliot Ernest Ethan Evan Floyd Freddie Gavin "
        "Gerald Gilbert Glenn Gordon Guy Harold Harvey Herbert Howard Hugh Hunter Isaac Jacob Jake Jared Jay Jeremy Joel Jordan Josh Julian Kenneth Kurt Kyle Lance Lawrence Leonard Leslie Lewis Logan Louis "
        "Lucas Luke Malcolm Marcus Mason Maurice Max Miles Nathan Neil Noah Norman Oscar Percy Philip Ralph Randy Raymond Reginald Rex Rodney Roger Ronald Ross Roy Russell Seth Shane Shaun Sidney Spencer "
        "Stanley Terence Theo Toby Todd Tony Travis Victor Vincent Walter Warren Wayne Wesley Zachary Ada Agnes Alexandra Alison Allison Amber Annabel April Bella Belinda Bernadette Bonnie Bridget Candice "
        "Carla Caroline Cassandra Cheryl Claire Claudia Constance Courtney Crystal Danielle Debbie Denise Doris Dorothy Edith Eileen Elaine Ella Ellen Eloise Elsie Erin Esther Ethel Eva Evelyn Florence Frances "
        "Freya Gail Georgia Gillian Gina Gloria Glenda Hayley Hilary Iris Isabel Isla Ivy Jacqueline Jade Jasmine Jean Jenna Jenny Jess Jodie Josephine Joy Judith Judy Kathryn Katie Kayla Kim Kirsty Kristen "
        "Lena Leah Lesley Lily Lorraine Louise Lydia Lynn Mabel Madeleine Mandy Marian Marilyn Martha Matilda Maya Melanie Meredith Mia Mildred Millie Miranda Molly Monica Naomi Natalie Natasha Nellie Nina "
        "Norma Paige Pat Paula Pearl Penelope Penny Phoebe Phyllis Poppy Priscilla Rebekah Robin Robyn Rosemary Roxanne Ruby Sally Scarlett Shannon Sheila Shirley Stella Sylvia Tara Teresa Tessa Tina Tracy "
        "Valerie Vanessa Vera Verity Vicky Viola Violet Vivian Wanda Wendy Willow Winifred Yvonne Zara Zoe",
        "Abbott Ainsworth Aldridge Allan Andrews Appleby Archer Armstrong Arnold Ashby Atkins Atkinson Austin Avery Ball Ballard Barber Barker Barlow Barnett Barrett Barron Barton Bates Baxter Beaumont Benson "
        "Bentley Berry Best Birch Blackburn Blair Blake Blythe Bolton Bond Booth Bowen Bowers Bradley Bradshaw Brady Brennan Brewer Briggs Britton Brooks Bryant Buchanan Buckley Burgess Burke Burns Burrows "
        "Burton Butler Byrd Caldwell Cannon Carlisle Carlton Carpenter Carr Carroll Carson Chambers Chandler Chapman Charlton Church Clay Clements Cole Coleman Connolly Conway Cooke Copeland Corbett Cross "
        "Crawford Cunningham Curtis Dale Dalton Daniels Davidson Dawson Dean Dickinson Dixon Dobson Donnelly Douglas Drake Duffy Duncan Dunn Dyer Eaton Ellis Ellison Emery English Faulkner Ferguson Finch "
        "Finley Fisher Fleming Flynn Forbes Ford Fowler Francis Franklin Freeman French Frost Fuller Gardner Garrison Gibbs Gibson Gilbert Giles Glover Goddard Goodman Goodwin Gordon Gould Graham Grant Graves "
        "Greenwood Gregory Griffin Hale Hamilton Hammond Hancock Hardy Harding Harmon Harper Hartley Harvey Hawkins Hayes Haynes Heath Henderson Henry Hewitt Hicks Higgins Hobbs Hodgson Holland Holmes Holt "
        "Hopkins Horton Houghton Howard Howe Howell Hubbard Hudson Humphrey Hutchinson Hyde Ingram Irwin Jarvis Jefferson Jenkins Jennings Johnston Jordan Joyce Judd Kaye Keane Kemp Kendall Kennedy Kent Kerr "
        "Kirby Kirk Lamb Lambert Lancaster Lane Lawson Leach Leigh Leonard Leslie Lloyd Lowe Lucas Lynch Lyons Mackenzie Manning Mansfield Marsden Matthews Maxwell May McCormick McGrath McGregor McIntyre "
        "McLean McMillan McNamara Mercer Middleton Millar Mooney Morrison Morrow Morton Moss Mullins Murray Myers Nash Naylor Nelson Newman Newton Nicholls Nicholson Nolan Norman Norris Norton Osborne Owen "
        "Parkinson Parsons Payne Pearce Pearson Pennington Perkins Perry Peters Pike Pitt Pollard Poole Porter Potter Powell Pratt Preston Price Proctor Pugh Quigley Ramsey Randall Reeves Reid Reilly Reynolds "
        "Rhodes Rice Riley Robbins Robertson Rowe Russell Ryan Salmon Sanders Sanderson Saunders Savage Sawyer Schofield Scott Sheppard Sheridan Shelton Simmons Simpson Sinclair Singleton Skinner Slater Sloan "
        "Snell Spencer Stafford Stanley Steele Stephenson Stevenson Stokes Stott Strickland Stuart Sullivan Sutton Sweeney Swift Sykes Talbot Tate Terry Thornhill Tomlinson Townsend Tucker Tyson Underwood "
        "Vance Vaughan Vincent Wade Wagstaff Wallace Walters Walton Warner Warren Waters Watkins Watts Weaver Webster Weeks Welch West Weston Wheeler Whitaker Whitehead Whittaker Wilkins Wilkinson Willis "
        "Winters Woodward Woolley Wyatt Yates York Ashby-Clarke Smythe-Jones Fitzwilliam St_John Bowes-Lyon Heathcote-Amory de_Vere Mac_Neil",
    ),
    "hungarian": (
        "Gábor László István Zoltán Attila Tamás Ferenc Balázs Gergely Csaba Zsolt Imre Sándor Béla Levente Bence Eszter Katalin Zsuzsanna Ildikó Erzsébet Judit Ágnes Réka Boglárka Tünde Kinga Csilla Piroska "
        "Györgyi",
        "Nagy Kovács Szabó Tóth Varga Kiss Molnár Németh Farkas Balogh Papp Lakatos Takács Juhász Mészáros Oláh Simon Rácz Fekete Szilágyi Török Fehér Gál Szűcs Pintér Vörös Szalai Bálint Kántor Hegedűs "
        "Szentgyörgyi",
    ),
    "greek": (
        "Alexandros Panagiotis Stavros Christos Spyros Thanasis Petros Manolis Apostolos Theodoros Evangelos Leonidas Angeliki Vasiliki Georgia Evangelia Dimitra Panagiota Chrysanthi Stavroula Anastasia "
        "Kyriaki Foteini Zoe",
        "Papadakis Papanikolaou Makris Oikonomou Karagiannis Antoniou Pappas Konstantinidis Christodoulou Theodorou Samaras Kyriakou Athanasiou Vasileiou Stamatopoulos Michailidis Andreou Zervas Kontos Lambrou "
        "Galanis Hatzis Mavridis Xenakis Demetriou Charalambous",
    ),
    "turkish": (
        "Osman Yusuf Kemal Cem Barış Onur Volkan Orhan Tayfun Ertuğrul Gökhan Uğur İbrahim Halil Recep Sevgi Hatice Gül Nur Ebru Özlem Derya Pınar Aslı Esra Büşra Sibel Nilüfer Filiz Şeyma",
        "Çetin Koç Kurt Özkan Şimşek Polat Erdoğan Aksoy Taş Korkmaz Çakır Güneş Aslan Bulut Ateş Türk Uçar Güler Yavuz Bozkurt Sarı Tekin Acar Keskin Karaca Başaran Özdemir Erkin Tunç Işık",
    ),
    "vietnamese": (
        "Văn Thị_Hương Đức Quang Hùng Dũng Long Khánh Bảo Trung Hải Sơn Tâm Thảo Ngọc Lan Mai Hằng Nhung Trang Yến Vy My Thu Bich Thanh_Hà Minh_Tuấn Quốc_Bảo",
        "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Mai Đoàn Lương Cao Tô Châu",
    ),
    "chinese": (
        "Xiaohong Jianguo Weidong Haiyan Lihua Yifei Zhihao Xinyi Ruoxi Junjie Meiling Kai-Wen Chun-Yi Pei-Shan Ka-Ming Wing-Yan Siu-Ling Bo Feng Gang Hong Jie Kun Lan Min Na Ping Qiang Rong Shan Tao Xia Ying "
        "Zhen",
        "Cai Cao Chang Cheng Deng Ding Dong Du Fan Fang Feng Fu Han Hou Hsu Huo Jiang Jiao Kong Lai Lei Lu Mao Meng Mo Pan Peng Qian Qin Ren Shen Shi Song Su Tang Tao Tian Tsai Wan Wei Wen Xia Xiao Xie Xue Yan "
        "Yao Yin Yip Yu Yuan Zeng Zhan Zhong Zou Kwok Kwan Chow Tsang Mak Poon Chung",
    ),
    "nigerian": (
        "Adaeze Amaka Chidi Chika Chukwudi Ebuka Efe Ejike Emmanuel Femi Funmilayo Gbenga Ifeanyi Ikechukwu Jide Kelechi Kunle Lekan Musa Nnamdi Nneka Ogechi Olamide Olufemi Oluwatobi Segun Sola Temitope "
        "Titilayo Tolu Uche Uchenna Wale Yemi Zainab",
        "Abiola Achebe Adeleke Adeola Afolabi Aguda Ajayi Akande Akinola Akpan Anyanwu Azikiwe Babatunde Bakare Bello Chukwu Danjuma Ekwueme Emenike Fashola Ibe Igwe Ikpeazu Iwu Madu Nnaji Nwachukwu Nwankwo "
        "Obasanjo Odukoya Ogunbanjo Ojo Okeke Okoro Olaniyan Oni Onyeama Oyelaran Sanusi Soyinka Udo Umeh Usman Yakubu",
    ),
    "indian": (
        "Abhishek Aditya Ajay Akash Aman Anand Ankit Arvind Ashwin Bharat Chandra Dinesh Ganesh Gaurav Gopal Hari Jagdish Karan Kiran Kunal Lalit Mahesh Mohan Mukesh Naveen Nikhil Nitin Pankaj Pradeep Prakash "
        "Pranav Rakesh Rohit Sachin Sandeep Santosh Shankar Siddharth Sridhar Tarun Uday Varun Vinod Vishal Vivek Aarti Aditi Aishwarya Archana Bhavna Chitra Geeta Gayatri Indira Jaya Jyoti Kamala Lata Madhuri "
        "Mamta Manisha Nandini Padma Pallavi Preeti Radha Rashmi Ritu Sangeeta Sarita Savita Seema Shalini Shilpa Smita Sneha Sudha Swati Tanvi Uma Vandana Vidya",
        "Acharya Ahuja Anand Arora Babu Bajaj Bansal Basu Bhat Bhatt Biswas Chandran Chawla Dalal Datta Deshmukh Deshpande Dixit Dutta Gandhi Garg Goel Goswami Gowda Hegde Jain Jha Kamath Kapadia Kaul Kulkarni "
        "Lal Mahajan Mathur Mehra Mittal Modi Mohanty Murthy Nambiar Narayan Nayak Ojha Oberoi Panda Parekh Patil Pradhan Prasad Puri Raghavan Rajan Raman Rana Rastogi Rathore Rawat Saha Saini Saxena Sen Sethi "
        "Shenoy Shetty Shukla Sinha Soni Srinivasan Srivastava Swamy Thakur Trivedi Varma Vyas Yadav",
    ),
    "arabic": (
        "Adel Ahmad Amal Anwar Ayman Bashir Dalia Dina Faris Fadi Faruq Ghassan Hadi Hanan Hani Hisham Iman Jamal Jamila Kamal Khaled Lina Lubna Mahdi Majid Mazen Mona Muna Nabil Nada Nadim Nizar Omran Qasim "
        "Rami Rana Rashida Reem Saad Sahar Said Salim Samira Sami Suleiman Tamer Wael Walid Yahya Younes Zaid Ziad Abd_al-Rahman Abu_Bakr Umm_Kulthum",
        "al-Amin al-Baghdadi al-Hakim Al_Hashimi al-Jabiri Al-Khalifa Al_Maktoum Al-Najjar Al-Otaibi Al-Qahtani al-Sabah Al-Shehri Al-Tamimi Abbas Abdallah Abdulrahman Awad Azzam Badawi Barakat Bakri Daher "
        "Darwish El-Amin El_Baradei El-Ghazali El_Khatib Fahmy Farouk Gamal Habib Hamdan Hammoud Hariri Ismail Jaber Kanaan Karam Kassem Lahoud Masri Nassar Osman Othman Qadir Ramadan Rizk Saab Sabbagh Salam "
        "Salman Sarkis Shahin Sharif Sulaiman Taha Tawil Yousef Zaki Benkirane Bouazizi Cherkaoui El_Idrissi Ben_Youssef Belhadj Bensaïd Meziane",
    ),
    "polish": (
        "Bartłomiej Bogusław Dariusz Grzegorz Janusz Jarosław Jerzy Kacper Kamil Karol Konrad Leszek Maciej Mariusz Mateusz Mirosław Przemysław Radosław Rafał Robert Ryszard Sławomir Szymon Tadeusz Wiesław "
        "Wojciech Zbigniew Zygmunt Alicja Aneta Beata Bożena Danuta Dorota Elżbieta Grażyna Halina Hanna Iwona Izabela Jolanta Justyna Karolina Krystyna Maja Marzena Monika Natalia Renata Teresa Urszula Wanda "
        "Weronika Wioletta",
        "Adamczyk Adamska Baran Bąk Błaszczyk Borkowski Chmielewska Cieślak Czarnecki Duda Dudek Gajewska Głowacki Górski Grabowska Jabłoński Jakubowski Jasiński Kaczmarek Kalinowska Kaźmierczak Kubiak "
        "Kucharska Laskowski Majewska Makowski Malinowski Marciniak Michalska Mróz Nowakowska Olszewski Ostrowska Pawlak Piątek Pietrzak Przybylska Rutkowski Sadowska Sawicki Sikora Sobczak Sokołowska Stępień "
        "Szewczyk Szulc Tomaszewska Urbański Walczak Wasilewska Wilk Witkowski Wróbel Wysocki Zając Zakrzewska Zalewski Ziółkowska",
    ),
    "nordic": (
        "Aksel Asbjørn Bjarne Eirik Emil Eskil Fredrik Geir Gustav Halvor Hjalmar Ivar Jørgen Kasper Kjell Leif Linus Ludvig Morten Odd Oskar Petter Ragnar Roar Rune Sigurd Stig Sverre Terje Tor Torkel Trond "
        "Ulf Viktor Åke Øyvind Anette Anneli Britt Dagny Ebba Elin Ellen Grete Gro Hanne Hedda Hilde Inger Ingeborg Johanne Kari Kerstin Liv Lovisa Marit Märta Pernille Randi Rikke Saga Signe Siri Solveig Tone "
        "Tove Unni Vilde Wenche Åsa",
        "Aas Abrahamsson Amundsen Ahlgren Bakke Berge Berggren Björk Blom Bøe Carlsson Dahlberg Eide Ekström Eliassen Engström Falk Forsberg Fredriksen Gundersen Hagen Halvorsen Hedlund Henriksen Holm Holmgren "
        "Isaksson Iversen Jakobsen Jönsson Knudsen Kristensen Kristiansen Lie Lund Lundgren Lundqvist Lunde Madsen Martinsen Moen Myhre Mortensen Nordström Nygård Nyström Øberg Östlund Paulsen Poulsen "
        "Ragnarsson Sandberg Sjöberg Skov Solberg Strand Strøm Sundberg Thomsen Thorsen Tveit Vik Vinter Wallin Westergaard Wikström Åberg Åkesson Ødegård Guðmundsdóttir Einarsson Magnúsdóttir Koskinen Laine "
        "Heikkinen Järvinen Lehtonen Saarinen Salonen Heinonen Rantanen",
    ),
    "german2": (
        "Achim Albert Alfred Armin Arnd Axel Benedikt Benjamin Bernd Bruno Carsten Daniel Detlev Dirk Eberhard Eckhard Egon Elias Emil Erich Ernst Erwin Eugen Fabian Ferdinand Finn Fritz Georg Gerd Gerhard "
        "Gottfried Gregor Hannes Harald Hartmut Heiko Heinrich Helmut Henning Herbert Hermann Holger Horst Hubert Ingo Jens Joachim Jörg Johannes Julian Kai Kilian Konstantin Kurt Leon Lothar Ludwig Lutz "
        "Marcel Mario Marvin Mats Moritz Norbert Olaf Oskar Otto Patrick Paul Philipp Raimund Reiner Reinhard Rolf Rudolf Rüdiger Siegfried Simon Steffen Sven Theo Till Tim Timo Torben Udo Ulrich Valentin Veit "
        "Volker Walter Werner Wilfried Wilhelm Willi Adelheid Agnes Alexandra Angelika Anke Annegret Anneliese Annette Antje Astrid Barbara Beate Bettina Bianca Britta Carola Charlotte Christa Christiane Clara "
        "Cornelia Dagmar Daniela Doris Dörte Edith Elfriede Elisabeth Elke Ella Emilia Erika Erna Esther Eva Franziska Frieda Gabriele Gerda Gertrud Gisela Grit Hannelore Hedwig Helga Henriette Hilde Hildegard "
        "Ida Ilona Ilse Imke Ines Inge Irmgard Jana Janina Johanna Jutta Karla Karolin Kerstin Kirsten Klara Lara Lea Lieselotte Lisa Lotte Luise Magdalena Maike Maja Mandy Manuela Mareike Margarete Margot "
        "Marianne Marlene Martha Martina Mathilda Mechthild Meike Melanie Mia Mila Miriam Mona Nadine Nele Nina Paula Pia Ramona Regina Rita Rosemarie Ruth Saskia Sigrid Silke Silvia Sofie Sonja Stefanie "
        "Svenja Tanja Tatjana Theresa Ulla Ulrike Vera Veronika Waltraud Wiebke Hans-Peter Karl-Heinz Klaus-Dieter Anna-Lena Eva-Maria Hans-Jürgen",
        "Ackermann Adam Albrecht Althaus Arndt Arnold Bach Baier Barth Bartels Beckmann Behrens Bender Benz Bergmann Berndt Beyer Bischoff Blum Bock Böhm Böttcher Bohn Born Brenner Brinkmann Bruns Buchholz "
        "Büttner Burkhardt Busch Carstens Christ Conrad Decker Diehl Dietz Döring Dorn Ebert Eckert Ehlers Eichhorn Engel Erdmann Ernst Esser Fiedler Fink Förster Franke Freitag Frey Fricke Fritsch Fröhlich "
        "Funk Gärtner Gebhardt Geiger Geißler Gerlach Göbel Götz Graf Greiner Grimm Groß Gruber Haas Haase Hagen Hansen Harms Hartwig Heck Heine Heinrich Heinz Heller Henkel Hennig Hering Hermann Herzog Heß "
        "Hesse Hild Hinz Hirsch Höfer Hohmann Holz Horn Hübner Jacob Jäger Jahn Janßen John Jost Jürgens Kaminski Karl Kaufmann Kern Kessler Kiefer Kirchner Kirsch Klose Knoll Kolb Konrad Kraft Kramer Kraus "
        "Kremer Kreuzer Kröger Kruse Kuhn Kühn Kunz Kurz Lindner Link Löffler Ludwig Lutz Maier Mann Marquardt Marx Maurer May Meier Merkel Mertens Metzger Michel Mohr Moser Nagel Naumann Neubauer Neumeister "
        "Nickel Noll Oswald Ott Otto Pabst Paul Pfeffer Pohl Preuß Probst Radtke Rau Reich Reimann Reinhardt Reuter Riedel Ritter Röder Römer Rose Rothe Rudolph Runge Sander Sauer Schenk Scherer Schilling "
        "Schlüter Schnabel Scholze Schön Schramm Schreiber Schubert Schuler Schulte Schumacher Schuster Schwab Seifert Siebert Sommer Späth Stahl Stark Stein Steiner Stoll Straub Strauß Thiel Thomas Timm "
        "Ullrich Unger Urban Vogt Vollmer Voß Wendt Weiss Westphal Wiegand Wieland Wilhelm Will Winter Witt Wittmann Wolff Wulf Wunderlich Zahn Zander Zeller Zimmer von_der_Heide zu_Lippe vom_Berg von_Arnim "
        "zur_Mühlen",
    ),
    "french2": (
        "Adrien Alban Alexandre Alexis Anatole Arnaud Arthur Aurélien Baptiste Bastien Benoît Bruno Cédric Clément Cyril Damien Denis Didier Dominique Édouard Emmanuel Éric Étienne Fabien Fabrice Félix Florent "
        "Franck Frédéric Gaël Gaston Georges Gérard Gilles Grégoire Henri Hervé Jérémy Jérôme Joël Jordan Julien Kévin Léon Loïc Luc Ludovic Marc Marcel Marius Maurice Maxime Nathan Noël Pascal Patrice Patrick "
        "Paul Raphaël Raymond Rémi René Robert Roland Romain Samuel Sébastien Serge Simon Stéphane Sylvain Théo Thomas Tristan Valentin Victor Vincent Xavier Yann Yves Adèle Agathe Agnès Alexandra Alice Aline "
        "Amandine Amélie Anaïs Annick Arlette Audrey Aurore Béatrice Bénédicte Bernadette Brigitte Carole Cécile Chantal Charlotte Christelle Christine Clara Claire Clémence Colette Coralie Corinne Delphine "
        "Denise Diane Édith Émilie Emma Estelle Eugénie Eva Évelyne Fabienne Florence Gabrielle Gaëlle Ghislaine Gisèle Jacqueline Jeanne Joëlle Josiane Julie Juliette Justine Karine Laetitia Laure Laurence "
        "Lucie Madeleine Marguerite Marion Martine Mathilde Mélanie Michèle Mireille Monique Murielle Nadine Nicole Noémie Odile Océane Pauline Paulette Régine Romane Sabrina Sarah Simone Solange Sophie "
        "Stéphanie Suzanne Thérèse Véronique Virginie Yvette Yvonne Zoé Marie-Hélène Jean-François Pierre-Yves Anne-Laure Jean-Baptiste",
        "Adam Allard André Antoine Arnaud Aubert Aubry Bailly Barbier Baron Barre Besson Benoît Berger Bernier Besnard Bigot Blanchard Blanchet Bouchet Boucher Boulanger Bourgeois Bouvier Breton Briand Brun "
        "Brunet Caron Carpentier Carré Charles Chauvin Chevallier Collet Colin Cordier Cousin Da_Silva Daniel Delattre Delaunay Delmas Deschamps Devaux Didier Dufour Dumas Dumont Dupuis Dupuy Duval Étienne "
        "Evrard Favre Ferrand Fleury Fournier Gaillard Garcia Gautier Georges Gérard Germain Gilbert Gillet Giraud Grondin Guichard Guillaume Guillot Guyot Hamon Henry Hervé Hoarau Hubert Huet Humbert Jacob "
        "Jacquet Jacques Jean Joly Julien Klein Lacroix Lambert Langlois Laporte Lebrun Leclerc Leclercq Lecomte Lefort Léger Legros Lejeune Le_Goff Le_Roux Lemoine Lenoir Lévêque Leroux Lopez Louis Lucas "
        "Maillard Mallet Marchal Maréchal Marie Marty Masson Maurice Menard Meunier Meyer Millet Monnier Moulin Navarro Noël Olivier Paris Pasquier Payet Pelletier Perez Perret Perrot Petit Philippe Pichon "
        "Pineau Poirier Pons Poulain Prévost Raymond Regnier Rémy Renard Rey Reynaud Richard Rivière Robert Roche Roger Rolland Roussel Royer Sanchez Schmitt Tessier Thomas Vallet Vasseur_Petit Verdier Vidal "
        "Voisin Weber d'Estaing de_La_Tour du_Plessis de_Saint-Aubin",
    ),
    "spanish2": (
        "Abel Adolfo Agustín Alfonso Alfredo Andrés Ángel_Luis Arturo Benito Bernardo Borja Camilo César Claudio Cristóbal Dámaso Domingo Eduardo Emilio Ernesto Esteban Eugenio Fabián Federico Felipe Félix "
        "Fermín Gabriel Germán Gerardo Guillermo Gustavo Héctor Hugo Ignacio Iker Íñigo Isidro Jacobo Jaime Joaquín Jordi Julián Julio Leandro Leonardo Lorenzo Lucas Marcelo Marcos Mariano Mario Martín Mateo "
        "Mauricio Máximo Nicolás Óscar Ricardo Roberto Rodrigo Rogelio Rubén Salvador Samuel Santiago Saúl Sebastián Tomás Unai Víctor Xavier Juan_Carlos José_Luis Miguel_Ángel Adela Adriana Alejandra Alicia "
        "Amparo Ángela Araceli Aurora Begoña Belén Berta Blanca Carla Carlota Carolina Catalina Celia Clara Claudia Concepción Consuelo Cristina Daniela Diana Esperanza Estefanía Ester Esther Eva Fátima "
        "Gabriela Gloria Graciela Guadalupe Inés Juana Leticia Lidia Lorena Lourdes Luisa Luz Macarena Magdalena Manuela Margarita Mariana Maribel Mercedes Mireia Miriam Mónica Montserrat Natalia Nieves Noelia "
        "Nuria Olga Paloma Pepa Purificación Rebeca Remedios Rosario Sandra Sofía Soledad Sonia Susana Teresa Valentina Verónica Victoria Virginia Yolanda María_José Ana_Belén María_del_Carmen María_Jesús",
        "Abad Acosta Aguilar Aguirre Alarcón Alcaraz Alfaro Andrade Aparicio Aragón Aranda Arenas Arias Arroyo Ávila Ayala Barrios Beltrán Benítez Bermejo Bernal Bravo Bueno Caballero Cabrera Calderón Calvo "
        "Camacho Campos Cano Cárdenas Carmona Carrasco Carrillo Casado Castaño Cisneros Conde Contreras Cordero Correa Cortés Crespo Cuesta Durán Escobar Escudero Espinosa Esteban Estévez Ferrer Figueroa "
        "Franco Fuentes Gallardo Gallego Galván Gálvez Giménez Guerra Guillén Herrera Herrero Hidalgo Hurtado Ibáñez Izquierdo Jurado Lara León Lorenzo Lozano Luna Macías Maldonado Manzano Márquez Mateo Mateos "
        "Mejía Méndez Merino Miranda Montero Montoya Mora Moya Nieto Ochoa Olmedo Orozco Otero Padilla Palacios Pardo Paredes Parra Pascual Pastor Peña Peralta Pereira Pineda Plaza Ponce Prieto Quintana "
        "Quiroga Redondo Reina Rincón Ríos Rivas Rivera Robles Roca Roldán Rosales Rosario Rueda Salas Salazar Salgado Salinas Santamaría Santana Santiago Santos Segura Sierra Silva Solís Soler Soriano Soto "
        "Tapia Tejada Toledo Trujillo Valdés Valencia Valero Vallejo Vargas_Llosa Vega Velasco Velázquez Vera Vergara Vicente Vidal Villa Villalba Villanueva Zamora Zapata de_la_Fuente de_la_Torre del_Valle "
        "San_Martín García_Lorca Ruiz_Gallardo",
    ),
    "other": (
        "Giorgi Nino Levan Tamar Davit Ketevan Armen Anahit Hayk Narine Arman Aigerim Nursultan Dilnoza Rustam Zarina Elnur Aytan Moshe Avi Yael Shira Noa Eitan Rivka Chaim Tal Ariel Besnik Arben Drita Vjosa "
        "Blerim Lulëzim Siosaia Mele Tavita Sione Losa Keoni Kalani Leilani Aroha Hemi Tama Wiremu Ngaio Tsering Dorje Pema Batbayar Oyun Soe Thida Aung Kyaw Sokha Bopha Vanna Noi Kham",
        "Beridze Kapanadze Lomidze Giorgadze Petrosyan Hakobyan Sargsyan Grigoryan Harutyunyan Nazarbayev Abdrakhmanov Karimov Yusupov Aliyev Mammadov Huseynov Cohen Levy Mizrahi Peretz Biton Friedman "
        "Rosenberg Goldstein Katz Shapiro Ben-David Bar-On Hoxha Shehu Berisha Krasniqi Gashi Thaçi Tauiliili Fa'alogo Tupou Vainikolo Kahananui Kealoha Ngata Parata Tuhiwai Sherpa Dorji Wangchuk Ganbold "
        "Enkhbayar Htun Kyi Thein Win Sok Chea Phommachanh Vongsa",
    ),
    "caribbean": (
        "Tyrone Dwayne Jermaine Marlon Delroy Leroy Devon Desmond_Jr Clifton Errol Shanice Latoya Keisha Tamika Shaniqua Monique Ebony Précieux Wilner Jocelyne Guerline Yanique Sherelle",
        "Ambrose Baptiste Cumberbatch Gayle Bolt Braithwaite Campbell-Brown Chanderpaul Charles Clarke-Reid Francois Grandison Haynes-Smith Joseph Lashley Maharaj Marley Mottley Persad Pierre-Louis Ramdin "
        "Ramlogan Singh-Harper Sobers Toussaint Walcott Weekes",
    ),
    "portuguese": (
        "Afonso Alberto André Armando Bernardo Bruno Cláudio Duarte Fábio Fausto Filipe Gonçalo Guilherme Hélder Henrique Hugo Ivo Jaime Joel Jorge José Luciano Manuel Márcio Marcelo Miguel Renato Ricardo "
        "Rodrigo Rogério Sérgio Simão Vasco Vítor Adriana Aline Amália Bruna Camila Carla Célia Clarice Cláudia Débora Diana Filipa Flávia Francisca Graça Helena Isabel Joana Juliana Letícia Lídia Luana Lurdes "
        "Madalena Manuela Marta Matilde Patrícia Renata Rita Sandra Sílvia Sónia Tânia Teresa Vanessa Vera",
        "Alves Amaral Andrade Antunes Araújo Azevedo Barbosa Barros Batista Borges Braga Branco Brito Cabral Campos Cardoso Coelho Correia Cunha Dias Domingues Duarte Esteves Faria Figueiredo Fonseca Freitas "
        "Garcia Guerra Guimarães Henriques Leal Leite Lima Lobo Loureiro Macedo Machado Magalhães Matos Melo Mendes Miranda Monteiro Morais Moreira Mota Moura Nascimento Neves Nogueira Nunes Pacheco Paiva "
        "Pinheiro Pinho Pinto Pires Queirós Ramalho Rocha Salgado Sampaio Saraiva Seixas Simões Soares Tavares Valente Vaz Vieira",
    ),
    "african2": (
        "Achieng Adongo Akello Akinyi Atieno Biruk Blessing Bongani Chanda Chipo Chukwuma Dalitso Desta Ebo Eshe Esi Fanta Farai Fikile Gift Habtamu Hirut Innocent Jabulani Kagiso Khadim Kgosi Lindiwe Lwazi "
        "Makeda Mandla Mercy Mpho Mulugeta Nandi Nyasha Odhiambo_J Palesa Patience Prosper Precious Refilwe Samba Sékou Seydou Simphiwe Tapiwa Tariro Thandiwe Tsegaye Tumelo Wambui Wangari Wangui Yared Zodwa",
        "Acheampong Addo Adjei Agyeman Amoah Ansah Antwi Ba Bah Barry Camara Chanda Chiwenga Danso Dembélé Diarra Dube Fofana Gebre Gueye Gumede Hailu Kaboré Kaunda Kimani Kiplagat Kipchoge Koné Kouassi "
        "Koulibaly Kyei Mabaso Maina Majola Makoni Mandaza Maphosa Masango Mbaye Mkhize Molefe Motsepe Mugabe Muchiri Mulenga Musa Mutasa Mwale Naidoo Ndiaye_Sy Ndung'u Ngugi Nhlapo Nkrumah Ntuli Nyambura "
        "Nyathi Nyerere Omondi Onyango Ouattara Ouédraogo Ouma Pillay Quaye Sané Sarr Sesay Sithole Sylla Tadesse Tembo Thiam Touré Wolde Yeboah Zongo",
    ),
    "southeast_asian": (
        "Achmad Adi Agung Bambang Bayu Dian Eko Fajar Hendra Indah Joko Kartika Lestari Ratna Rizky Rudi Sari Sri Surya Tri Wahyu Yanti Ahmad_Faiz Nor_Azlina Siti_Nurhaliza Kok_Wai Kamala Chaiwat Nattapong "
        "Kanya Pornthip Sirikit Anong Prasert Angelito Analyn Benigno Corazon Danilo Emmanuel_Jr Ferdinand Grace_Ann Imelda Jejomar Ligaya Marites Rodrigo Rowena",
        "Hidayat Kusuma Nugroho Pratama Purnama Saputra Setiawan Siregar Susanto Utami Wibowo Widodo Yulianto bin_Abdullah binti_Hassan bin_Ismail Tan_Ah_Kow Teo Yeo Ong Chua Sim Sia Chaiyasit Charoenpura "
        "Intharathat Rattanakosin Saelim Thongchai Wongsawat Aquino Dimaculangan Macaraeg Magsaysay Manalo Pangilinan Panganiban Salonga Tolentino Villanueva-Cruz",
    ),
    "japanese_korean": (
        "Ayumi Chihiro Daiki Emi Eriko Fumiko Goro Hana Hideo Hikaru Ichiro Jiro Kana Kaori Kazuya Koji Makoto Mariko Masato Michiko Midori Nobuko Noriko Rei Reiko Ren Ryo Saburo Shigeru Sota Taro Tetsuya Yoko "
        "Yoshiko Yuji Yumi Bo-young Chul-soo Dong-hyun Eun-ji Ha-eun Hye-jin Jae-min Jin-woo Joon-ho Kyung-sook Mi-kyung Sang-hoon Seung-min Tae-hyung Yeon-ju Yoo-jin",
        "Abe Aoki Arai Endo Fujimoto Fujita Fukuda Goto Hara Hasegawa Hashimoto Hayashi Honda Ikeda Inoue Ishikawa Iwasaki Kaneko Kikuchi Kimura Kojima Kondo Maeda Matsuda Miura Miyamoto Mori Murakami Nakajima "
        "Nakano Nishimura Nomura Ogawa Okada Okamoto Ono Ota Saito Sakai Sakamoto Sasaki Shibata Takada Takeuchi Tamura Ueda Uchida Wada Yamaguchi Yamashita Yokoyama Ahn Bae Baek Cha Chun Gwak Han Heo Hong "
        "Hwang Im Jeon Jeong Jin Joo Kwon Min Moon Nam Noh Oh Ryu Seo Shim Shin Son Song Yang_Soo Yoo Yun",
    ),
    "cyrillic": (
        "Иван Дмитрий Сергей Алексей Владимир Николай Ольга Наталья Светлана Татьяна Ирина Елена Анна Олена Тарас Богдан",
        "Иванов Петров Смирнов Кузнецов Попов Соколова Лебедева Новиков Морозова Волков Шевченко Коваленко Бондаренко Мельник Стоянов",
    ),
    "greek_script": (
        "Γιώργος Δημήτρης Κώστας Νίκος Γιάννης Ελένη Μαρία Κατερίνα Σοφία Αγγελική",
        "Παπαδόπουλος Γεωργίου Νικολάου Οικονόμου Παπαδάκης Βλάχος Δημητρίου Καραγιάννης Αντωνίου Ιωάννου",
    ),
    "semitic_scripts": (
        "محمد أحمد علي حسن عمر فاطمة عائشة مريم خالد يوسف ליאור דוד שרה יעל משה נועה",
        "الخطيب حداد النجار المصري الأحمد السيد خوري منصور כהן לוי מזרחי פרץ ביטון פרידמן",
    ),
    "asian_scripts": (
        "伟 芳 秀英 敏 静 丽 强 磊 洋 艳 太郎 花子 健二 さくら 민수 지훈 서연 राहुल प्रिया अमित सुनीता",
        "王 李 张 刘 陈 杨 黄 赵 田中 鈴木 佐藤 高橋 김 이 박 최 शर्मा वर्मा गुप्ता सिंह",
    ),
}
