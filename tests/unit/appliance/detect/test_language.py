"""A text in a language that no detector reads is told; one that is read never is."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.detect.language import LANGUAGES, Languages
from appliance.detect.script import check_language
from appliance.errors import UnknownLanguageError

KNOWN = Languages()

FOREIGN = {
    "Polish": "W zeszłym tygodniu zgubiłem kartę i od tego czasu nie mogę zapłacić za leki.",
    "Polish without accents": "wczoraj zgubilem karte i nie moge teraz zaplacic za leki w aptece",
    "Turkish": "Geçen hafta kartımı kaybettim ve o zamandan beri ilaçlarımı ödeyemiyorum.",
    "Turkish without accents": "Dun kartimi kaybettim, simdi eczanede ilaclarimi odeyemiyorum, yardim edin.",
    "Italian": "La settimana scorsa ho perso la carta e da allora non riesco a pagare le medicine.",
    "Portuguese": "Na semana passada perdi o cartão e desde então não consigo pagar os medicamentos.",
    "Dutch": "Vorige week ben ik mijn pas verloren en sindsdien kan ik mijn medicijnen niet betalen.",
    "Swedish": "Förra veckan tappade jag kortet och sedan dess kan jag inte betala för medicinen.",
    "Danish": "I sidste uge mistede jeg kortet, og siden har jeg ikke kunnet betale for min medicin.",
    "Finnish": "Viime viikolla kadotin korttini, enkä ole sen jälkeen voinut maksaa lääkkeitäni.",
    "Hungarian": "A múlt héten elvesztettem a kártyámat, és azóta nem tudom kifizetni a gyógyszert.",
    "Czech": "Minulý týden jsem ztratil kartu a od té doby nemohu zaplatit za léky v lékárně.",
    "Romanian": "Săptămâna trecută mi-am pierdut cardul și de atunci nu pot plăti medicamentele.",
    "Vietnamese": "Tuần trước tôi bị mất thẻ và từ đó đến nay tôi không thể trả tiền thuốc.",
    "Indonesian": "Minggu lalu saya kehilangan kartu dan sejak itu saya tidak bisa membayar obat.",
    "Swahili": "Wiki iliyopita nilipoteza kadi yangu na tangu wakati huo siwezi kulipia dawa zangu.",
    "Catalan": "La setmana passada vaig perdre la targeta i des de llavors no puc pagar els medicaments.",
    "capitals": "LA SETTIMANA SCORSA HO PERSO LA CARTA E DA ALLORA NON RIESCO A PAGARE LE MEDICINE.",
    "with an English name": "Dear Lloyds, w zeszłym tygodniu zgubiłem kartę i nie mogę zapłacić za leki.",
}

READ = {
    "English of other countries' names": "Please send the card of Zbigniew Brzęczyszczykiewicz, ul. Świętokrzyska "
    "14/3, 00-050 Warszawa, to Nguyễn Thị Hồng Hạnh at 12 Lê Lợi, Đà Nẵng.",
    "English in haste": "pls cn u chek my acount, moni gon sinse tusday n nobdy pik up th fone thx",
    "English of Nigeria": "I no fit see my money since Tuesday, abeg make una help me check am quick.",
    "German": "Letzte Woche habe ich meine Karte verloren und kann seither die Arznei nicht zahlen.",
    "German without umlauts": "ich moechte wissen warum die gebuehr fuer das konto schon wieder abgebucht wurde",
    "German of a ward": "Pat. wach, RR 130/80, AZ red., Z.n. Hüft-TEP li., Verband o.B., Entl. morgen gepl.",
    "Swiss German": "Ich ha letscht Wuche mini Charte verloore und cha sit denn nüt meh zahle, bitte hälfed Sie.",
    "French": "La semaine dernière j'ai perdu ma carte et depuis je ne peux plus payer les médicaments.",
    "French in haste": "slt jai perdu ma carte hier jpeux plus payer mes medocs svp faites qqch merci",
    "Spanish": "La semana pasada perdí la tarjeta y desde entonces no puedo pagar las medicinas.",
    "Spanish in haste": "hola perdi la tarjeta ayer y ya no puedo pagar nada xfa ayudenme lo antes posible",
    "names alone": "Kowalski Jan, Wiśniewska Maria, Zieliński Piotr, Szymańska Anna, Woźniak Tomasz",
    "names in rows": "Virtanen;Matti;Helsinki\nKorhonen;Liisa;Tampere\nNieminen;Pekka;Jyväskylä\n"
    * 9,
    "drugs": "Metoprolol 47,5 mg, Ramipril 5 mg, Torasemid 10 mg, Pantoprazol 40 mg, Apixaban 2 x 5 mg",
    "figures": "IBAN GB82WEST12345698765432, 40.00, 12.50; BIC WESTGB2L, ref. 88/12/004 "
    * 5,
    "code": "for (let i = 0; i < rows.length; i++) { console.log(rows[i].iban ?? null); }",
    "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" * 4,
    "one letter": "a" * 5_000,
    "surrogates": "[PERSON_k3x9_1] wrote to [PERSON_k3x9_2] of [LOCATION_k3x9_1] on [DATE_k3x9_1]. "
    * 4,
    "foreign words in it": "She wrote 'dziękuję bardzo za pomoc' and left, so please call her back today.",
    "a greeting": "Buongiorno, grazie mille!",
    "nothing": "",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_a_text_in_another_language_is_refused_whatever_it_is_said_to_be(
    text: str, language: str
) -> None:
    with pytest.raises(UnknownLanguageError) as told:
        check_language(text, language, KNOWN)
    assert str(told.value) == "clearly in a language that no detector reads"


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_a_text_that_is_read_is_not_refused(text: str) -> None:
    assert not KNOWN.is_foreign(text)


@pytest.mark.parametrize("times", [20, 400])
def test_length_changes_nothing(times: int) -> None:
    polish, czech = FOREIGN["Polish"], FOREIGN["Czech"]
    assert KNOWN.is_foreign(" ".join([polish, czech] * times))
    read = [READ[name] for name in ("German", "French", "Spanish", "English in haste")]
    assert not KNOWN.is_foreign(" ".join(read * times))
    assert not KNOWN.is_foreign(" ".join([polish, *read] * times))


def test_eight_threads_judge_as_one() -> None:
    texts = [*FOREIGN.values(), *READ.values()] * 8
    with ThreadPoolExecutor(8) as pool:
        judged = list(pool.map(KNOWN.is_foreign, texts))
    assert judged == [KNOWN.is_foreign(text) for text in texts]


@given(st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    assert KNOWN.is_foreign(text) in {True, False}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We are sorry that the card has not arrived and will look for it.", "en"),
        ("Es tut uns leid, dass die Karte noch nicht angekommen ist.", "de"),
        ("Nous sommes désolés que la carte ne soit pas encore arrivée.", "fr"),
        ("W zeszłym tygodniu zgubiłem kartę i nie mogę zapłacić za leki.", "pl"),
        ("4471, 12:30", ""),
    ],
)
def test_the_language_of_a_text_is_named(text: str, language: str) -> None:
    assert KNOWN.likeliest(text) == language
