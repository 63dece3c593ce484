"""Names and places kept apart: never trained on, they measure what was not met."""

# ruff: noqa: E501 - names fill their lines; each pair is given names, surnames

# As in `pii_lists_names.REGIONS`; shares no name with it.
REGIONS_HELD_BACK: dict[str, tuple[str, str]] = {
    "english": (
        "Winston Desmond Rupert Cedric Barnaby Gwendolyn Philippa Rosalind Harriet Marjorie Tabitha Imogen Lionel Quentin Alistair Delia Horace Mortimer Peregrine Ursuline Clementine Beatrix Ottilie Araminta",
        "Cartwright Ellsworth Blackwood Nethercott Ramsbottom Wetherby Uppington Haverford Lockhart Stainforth Birtwistle Pocock Drinkwater Tunnicliffe Entwistle Shufflebottom O'Halloran McGillicuddy Featherstonehaugh Winterbourne-Hale",
    ),
    "european": (
        "Detlef Ottmar Roswitha Gudrun Thibault Solène Maëlys Gonzalo Ximena Nerea Ettore Ornella Bartosz Jadwiga Kazimierz Zdeněk Miroslava Torbjørn Ragnhild Joaquim Wendelin Sieglinde Apolline Isaure Eulalia Plácido",
        "Wirtz Hohenfels Kirchhoff Dombrowsky Castelnau Vasseur Etcheverry Zabaleta Echevarría Buonanno Quaglia Wierzbicki Szczepański Hrubeš Vukašinović Hjelmstad Kjærgaard Teixeira Konstantinou Vlădescu van_Nieuwenhuizen Thierolf Bonnefoy Urrutikoetxea Szentiványi",
    ),
    "world": (
        "Oluwadamilola Chukwuemeka Nkechi Sibusiso Makena Ayodele Sukhwinder Parvati Venkatesh Rukmini Tomoko Shinichi Xiuying Guangming Quynh Somsak Fereshteh Behrouz Gülşah Tolga Marwan Ghada Nurlan Hovhannes",
        "Onyekachi Ogbonna Mthembu Gebremariam Wekesa Quartey Balasubramaniam Bhattacharya Rangarajan Gunawardena Matsumoto Shimizu Ouyang Siew Phommasak Golshani Karadağ Topçu Boutros Zeidan Mkrtchyan Al-Dosari Ndikumana Tuilagi",
    ),
}

PLACES_HELD_BACK: dict[str, str] = {
    "en": "Basingstoke Huddersfield Stoke-on-Trent Milton_Keynes Kettering Tamworth Albuquerque Tallahassee Duluth Mombasa Durban Hyderabad Penang Wagga_Wagga Saskatoon",
    "de": "Wuppertal Bielefeld Heilbronn Regensburg Jyväskylä Tromsø Košice Klagenfurt Winterthur Wolfsburg",
    "fr": "Besançon Quimper Coimbra Trieste Perpignan Charleroi Sherbrooke Valence",
    "es": "Logroño Cáceres Łódź Albacete Guayaquil Tandil Pontevedra Mérida",
}
ORG_WORDS_HELD_BACK = (
    "Kestrel Larkfield Ridgeway Solstice Tamarind Umbra Viridian Wayfarer Xenon Yarrow"
)
