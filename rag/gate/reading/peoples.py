"""Names that are one in another form: countries and their people, capitals of bodies, spellings.

Kept by hand, since the country data at hand lack people's names or confuse them (one calls
Serbia's "Serbian/Montenegrin" and Iceland's "Icelander" alone), and a wrong entry would let a
wrong name pass. Each line is one name; plurals of people ("Ukrainians") go without saying.
"""

from __future__ import annotations

from functools import lru_cache

from rag.gate.reading.wordlists import word_set

_SAME = """
Afghanistan, Afghan
Africa, African
Albania, Albanian
Algeria, Algerian
Angola, Angolan
Argentina, Argentine, Argentinian, Argentinean
Armenia, Armenian
Asia, Asian
Australia, Australian, Aussie
Austria, Austrian
Azerbaijan, Azerbaijani, Azeri
Bahamas, Bahamian
Bahrain, Bahraini
Bangladesh, Bangladeshi
Barbados, Barbadian
Belarus, Belarusian, Belarussian
Belgium, Belgian
Belize, Belizean
Benin, Beninese
Bhutan, Bhutanese
Bolivia, Bolivian
Bosnia, Bosnian, Bosnia and Herzegovina
Botswana, Botswanan
Brazil, Brazilian
Brunei, Bruneian
Bulgaria, Bulgarian
Burkina Faso, Burkinabe
Burundi, Burundian
California, Californian
Cambodia, Cambodian
Cameroon, Cameroonian
Canada, Canadian
Cape Verde, Cape Verdean, Cabo Verde
Catalonia, Catalan
Chad, Chadian
Chechnya, Chechen
Chile, Chilean
China, Chinese, People's Republic of China, PRC
Colombia, Colombian
Comoros, Comorian
Costa Rica, Costa Rican
Crimea, Crimean
Croatia, Croatian, Croat
Cuba, Cuban
Cyprus, Cypriot
Czech Republic, Czechia, Czech
Denmark, Danish, Dane
Djibouti, Djiboutian
Dominican Republic, Dominican
East Timor, Timor-Leste, Timorese, East Timorese
Ecuador, Ecuadorian, Ecuadorean
Egypt, Egyptian
El Salvador, Salvadoran, Salvadorean
England, English, Englishman, Englishwoman
Equatorial Guinea, Equatorial Guinean
Eritrea, Eritrean
Estonia, Estonian
Eswatini, Swaziland, Swazi
Ethiopia, Ethiopian
Europe, European
European Union, EU
Fiji, Fijian
Finland, Finnish, Finn
Florida, Floridian
France, French, Frenchman, Frenchwoman
Gabon, Gabonese
Gambia, Gambian
Gaza, Gazan, Gaza Strip
Germany, German
Ghana, Ghanaian
Greece, Greek
Greenland, Greenlandic, Greenlander
Grenada, Grenadian
Guatemala, Guatemalan
Guinea, Guinean
Guinea-Bissau, Bissau-Guinean
Guyana, Guyanese
Haiti, Haitian
Hawaii, Hawaiian
Honduras, Honduran
Hong Kong, Hong Konger, Hongkonger
Hungary, Hungarian
Iceland, Icelandic, Icelander
India, Indian
Indonesia, Indonesian
Iran, Iranian
Iraq, Iraqi
Ireland, Irish, Irishman, Irishwoman
Israel, Israeli
Italy, Italian
Ivory Coast, Ivorian, Cote d'Ivoire
Jamaica, Jamaican
Japan, Japanese
Jordan, Jordanian
Kazakhstan, Kazakh, Kazakhstani
Kenya, Kenyan
Kosovo, Kosovan, Kosovar
Kurdistan, Kurdish, Kurd
Kuwait, Kuwaiti
Kyrgyzstan, Kyrgyz
Laos, Laotian, Lao
Latvia, Latvian
Lebanon, Lebanese
Lesotho, Basotho
Liberia, Liberian
Libya, Libyan
Liechtenstein, Liechtensteiner
Lithuania, Lithuanian
London, Londoner
Luxembourg, Luxembourger, Luxembourgish
Madagascar, Malagasy
Malawi, Malawian
Malaysia, Malaysian
Maldives, Maldivian
Mali, Malian
Malta, Maltese
Mauritania, Mauritanian
Mauritius, Mauritian
Mexico, Mexican
Moldova, Moldovan
Monaco, Monegasque
Mongolia, Mongolian
Montenegro, Montenegrin
Morocco, Moroccan
Mozambique, Mozambican
Myanmar, Burma, Burmese
Namibia, Namibian
Nepal, Nepali, Nepalese
Netherlands, Holland, Dutch, Dutchman, Dutchwoman
New York, New Yorker
New Zealand, New Zealander
Nicaragua, Nicaraguan
Niger, Nigerien
Nigeria, Nigerian
North Korea, North Korean, DPRK
North Macedonia, Macedonia, Macedonian, North Macedonian
Northern Ireland, Northern Irish
Norway, Norwegian
Oman, Omani
Pakistan, Pakistani
Palestine, Palestinian
Panama, Panamanian
Papua New Guinea, Papua New Guinean
Paraguay, Paraguayan
Paris, Parisian
Peru, Peruvian
Philippines, Philippine, Filipino, Filipina
Poland, Polish, Pole
Portugal, Portuguese
Puerto Rico, Puerto Rican
Qatar, Qatari
Quebec, Quebecer, Quebecois
Romania, Romanian
Russia, Russian, Russian Federation
Rwanda, Rwandan
Samoa, Samoan
Saudi Arabia, Saudi, Saudi Arabian
Scotland, Scottish, Scot, Scotsman, Scotswoman
Senegal, Senegalese
Serbia, Serbian, Serb
Siberia, Siberian
Sicily, Sicilian
Sierra Leone, Sierra Leonean
Singapore, Singaporean
Slovakia, Slovak, Slovakian
Slovenia, Slovenian, Slovene
Somalia, Somali, Somalian
South Africa, South African
South Korea, South Korean, Republic of Korea, ROK
South Sudan, South Sudanese
Soviet Union, Soviet, USSR
Spain, Spanish, Spaniard
Sri Lanka, Sri Lankan
Sudan, Sudanese
Suriname, Surinamese
Sweden, Swedish, Swede
Switzerland, Swiss
Syria, Syrian
Taiwan, Taiwanese
Tajikistan, Tajik
Tanzania, Tanzanian
Texas, Texan
Thailand, Thai
Tibet, Tibetan
Togo, Togolese
Tonga, Tongan
Trinidad, Trinidadian, Trinidad and Tobago
Tunisia, Tunisian
Turkey, Turkiye, Turkish, Turk
Turkmenistan, Turkmen
Uganda, Ugandan
Ukraine, Ukrainian
United Arab Emirates, UAE, Emirati
United Kingdom, UK, Britain, Great Britain, British, Briton, Brit
United Nations, UN
United States, US, USA, United States of America, America, American
Uruguay, Uruguayan
Uzbekistan, Uzbek
Vatican, Vatican City, Holy See
Venezuela, Venezuelan
Vietnam, Vietnamese
Wales, Welsh, Welshman, Welshwoman
Yemen, Yemeni
Zambia, Zambian
Zimbabwe, Zimbabwean
Democratic Republic of the Congo, Democratic Republic of Congo, DRC, DR Congo
North Atlantic Treaty Organization, North Atlantic Treaty Organisation, NATO
World Health Organization, World Health Organisation, WHO
International Monetary Fund, IMF
Federal Bureau of Investigation, FBI
Central Intelligence Agency, CIA
International Atomic Energy Agency, IAEA
International Criminal Court, ICC
World Trade Organization, World Trade Organisation, WTO
European Central Bank, ECB
Federal Reserve, Fed
Associated Press, AP
Republican, Republicans, GOP, Republican Party
Democrat, Democrats, Democratic Party
Jew, Jewish
Arab, Arabic, Arabian
Kyiv, Kiev
Kharkiv, Kharkov
Odesa, Odessa
Lviv, Lvov
Luhansk, Lugansk
Mykolaiv, Nikolaev, Nikolayev
Zaporizhzhia, Zaporizhia, Zaporizhzhya, Zaporozhye
Chornobyl, Chernobyl
Donbas, Donbass
Beijing, Peking
Kolkata, Calcutta
Mumbai, Bombay
Yangon, Rangoon
Tehran, Teheran
Mecca, Makkah
Brussels, Bruxelles
Gaddafi, Qaddafi, Kadhafi, Gadhafi, Qadhafi
Muhammad, Mohammed, Mohamed, Mohammad, Muhammed, Mohamad
Hussein, Husain, Hussain, Husayn
Ahmed, Ahmad
Yusuf, Yousef, Youssef, Yousuf
Khalid, Khaled
Osama, Usama
Hezbollah, Hizbollah, Hizbullah, Hezbullah
Houthi, Huthi
Quran, Koran
Oleksandr, Olexander
Lukashenko, Lukashenka
"""

# Common words as well: without a capital they are no names.
_ALSO_WORDS = word_set(
    "turkey china chad jordan polish french us who fed pole finn dane swede scot un",
    "georgia mali niger oman arab soviet republican republicans democrat democrats",
    "dominican guinea welsh swiss dutch jersey joe lao ap eu uk usa uae icc brit turk",
    "thai kurd jew cuba",
)


@lru_cache(maxsize=1)
def known_names() -> dict[tuple[str, ...], str]:
    """Each form, as folded words, with one key for all forms of its name."""
    from rag.gate.reading.spelling import folded

    table: dict[tuple[str, ...], str] = {}
    for line in _SAME.strip().splitlines():
        forms = [form.strip() for form in line.split(",")]
        for form in forms:
            words = tuple(folded(word) for word in form.replace("-", " ").split())
            table[words] = f"={forms[0]}"
            if len(form) > 3 and not form.endswith(("s", "sh", "ch", "ese", "man")):
                table[(*words[:-1], words[-1] + "s")] = f"={forms[0]}"
    return table


def is_name_in_lower_case(words: tuple[str, ...]) -> bool:
    """Whether folded words written without capitals are a known name, and nothing else."""
    return words in known_names() and not (len(words) == 1 and words[0] in _ALSO_WORDS)
