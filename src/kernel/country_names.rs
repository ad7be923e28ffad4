//! Countries by name, for people who choose one.

use super::Country;

/// Every code of ISO 3166-1 with its short name in English (Unicode CLDR), in order of the names.
const NAMES: &str = "\
    AF Afghanistan;AX Åland Islands;AL Albania;DZ Algeria;AS American Samoa;AD Andorra;\
    AO Angola;AI Anguilla;AQ Antarctica;AG Antigua and Barbuda;AR Argentina;AM Armenia;AW Aruba;\
    AU Australia;AT Austria;AZ Azerbaijan;BS Bahamas;BH Bahrain;BD Bangladesh;BB Barbados;\
    BY Belarus;BE Belgium;BZ Belize;BJ Benin;BM Bermuda;BT Bhutan;BO Bolivia;\
    BA Bosnia and Herzegovina;BW Botswana;BV Bouvet Island;BR Brazil;\
    IO British Indian Ocean Territory;VG British Virgin Islands;BN Brunei;BG Bulgaria;\
    BF Burkina Faso;BI Burundi;KH Cambodia;CM Cameroon;CA Canada;CV Cape Verde;\
    BQ Caribbean Netherlands;KY Cayman Islands;CF Central African Republic;TD Chad;CL Chile;\
    CN China;CX Christmas Island;CC Cocos Islands;CO Colombia;KM Comoros;\
    CD Congo, Democratic Republic;CG Congo, Republic;CK Cook Islands;CR Costa Rica;\
    CI Côte d’Ivoire;HR Croatia;CU Cuba;CW Curaçao;CY Cyprus;CZ Czechia;DK Denmark;DJ Djibouti;\
    DM Dominica;DO Dominican Republic;EC Ecuador;EG Egypt;SV El Salvador;GQ Equatorial Guinea;\
    ER Eritrea;EE Estonia;SZ Eswatini;ET Ethiopia;FK Falkland Islands;FO Faroe Islands;FJ Fiji;\
    FI Finland;FR France;GF French Guiana;PF French Polynesia;TF French Southern Territories;\
    GA Gabon;GM Gambia;GE Georgia;DE Germany;GH Ghana;GI Gibraltar;GR Greece;GL Greenland;\
    GD Grenada;GP Guadeloupe;GU Guam;GT Guatemala;GG Guernsey;GN Guinea;GW Guinea-Bissau;\
    GY Guyana;HT Haiti;HM Heard and McDonald Islands;HN Honduras;HK Hong Kong;HU Hungary;\
    IS Iceland;IN India;ID Indonesia;IR Iran;IQ Iraq;IE Ireland;IM Isle of Man;IL Israel;\
    IT Italy;JM Jamaica;JP Japan;JE Jersey;JO Jordan;KZ Kazakhstan;KE Kenya;KI Kiribati;\
    KW Kuwait;KG Kyrgyzstan;LA Laos;LV Latvia;LB Lebanon;LS Lesotho;LR Liberia;LY Libya;\
    LI Liechtenstein;LT Lithuania;LU Luxembourg;MO Macao;MG Madagascar;MW Malawi;MY Malaysia;\
    MV Maldives;ML Mali;MT Malta;MH Marshall Islands;MQ Martinique;MR Mauritania;MU Mauritius;\
    YT Mayotte;MX Mexico;FM Micronesia;MD Moldova;MC Monaco;MN Mongolia;ME Montenegro;\
    MS Montserrat;MA Morocco;MZ Mozambique;MM Myanmar;NA Namibia;NR Nauru;NP Nepal;\
    NL Netherlands;NC New Caledonia;NZ New Zealand;NI Nicaragua;NE Niger;NG Nigeria;NU Niue;\
    NF Norfolk Island;KP North Korea;MK North Macedonia;MP Northern Mariana Islands;NO Norway;\
    OM Oman;PK Pakistan;PW Palau;PS Palestinian Territories;PA Panama;PG Papua New Guinea;\
    PY Paraguay;PE Peru;PH Philippines;PN Pitcairn Islands;PL Poland;PT Portugal;PR Puerto Rico;\
    QA Qatar;RE Réunion;RO Romania;RU Russia;RW Rwanda;WS Samoa;SM San Marino;\
    ST São Tomé and Príncipe;SA Saudi Arabia;SN Senegal;RS Serbia;SC Seychelles;SL Sierra Leone;\
    SG Singapore;SX Sint Maarten;SK Slovakia;SI Slovenia;SB Solomon Islands;SO Somalia;\
    ZA South Africa;GS South Georgia and South Sandwich Islands;KR South Korea;SS South Sudan;\
    ES Spain;LK Sri Lanka;BL St Barthélemy;SH St Helena;KN St Kitts and Nevis;LC St Lucia;\
    MF St Martin;PM St Pierre and Miquelon;VC St Vincent and the Grenadines;SD Sudan;\
    SR Suriname;SJ Svalbard and Jan Mayen;SE Sweden;CH Switzerland;SY Syria;TW Taiwan;\
    TJ Tajikistan;TZ Tanzania;TH Thailand;TL Timor-Leste;TG Togo;TK Tokelau;TO Tonga;\
    TT Trinidad and Tobago;TN Tunisia;TR Türkiye;TM Turkmenistan;TC Turks and Caicos Islands;\
    TV Tuvalu;UG Uganda;UA Ukraine;AE United Arab Emirates;GB United Kingdom;US United States;\
    UY Uruguay;UM US Minor Outlying Islands;VI US Virgin Islands;UZ Uzbekistan;VU Vanuatu;\
    VA Vatican City;VE Venezuela;VN Vietnam;WF Wallis and Futuna;EH Western Sahara;YE Yemen;\
    ZM Zambia;ZW Zimbabwe";

/// Every country with its name, in order of the names: for lists to choose from.
pub fn named_countries() -> impl Iterator<Item = (Country, &'static str)> {
    NAMES.split(';').filter_map(|entry| {
        let (code, name) = entry.split_once(' ')?;
        Some((Country::parse(code)?, name))
    })
}

impl Country {
    /// "Germany"; the code itself where ISO 3166-1 gives it to no country.
    pub fn name(&self) -> &str {
        let own = named_countries().find(|(country, _)| country == self);
        own.map_or_else(|| self.as_str(), |(_, name)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_one_name_in_the_order_of_a_dictionary() {
        let all: Vec<_> = named_countries().collect();
        let codes: std::collections::BTreeSet<_> = all.iter().map(|(country, _)| country).collect();
        assert_eq!((all.len(), codes.len()), (249, 249));
        // As far as plain letters go; accents stand with their letters.
        let plain: Vec<_> =
            all.iter().map(|(_, name)| *name).filter(|name| name.is_ascii()).collect();
        let folded = |name: &&&str| name.to_lowercase().replace([' ', '-', ','], " ");
        assert!(plain.iter().map(|name| folded(&name)).is_sorted());
    }

    #[test]
    fn a_code_that_no_country_has_is_its_own_name() {
        let name = |code| Country::parse(code).map(|country| country.name().to_owned());
        assert_eq!(name("de").as_deref(), Some("Germany"));
        assert_eq!(name("ZZ").as_deref(), Some("ZZ"));
    }
}
