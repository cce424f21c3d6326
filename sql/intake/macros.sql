-- The digits of an amount without sign, currency and spaces; empty when the text is no amount.
CREATE OR REPLACE TEMP MACRO amount_digits(t) AS regexp_extract(
    regexp_replace(upper(t), '[\s\x{00a0}\x{202f}\x{2009}''’€$£¥]', '', 'g'),
    '^(?:[A-Z]{3})?[-+−(]?(?:[A-Z]{3})?([0-9][0-9.,]*|[.,][0-9]+|-)[-)]?(?:CR|DR)?(?:[A-Z]{3})?$', 1
);

-- Whether an amount is negative: a minus before or behind it, brackets around it, or CR behind it.
CREATE OR REPLACE TEMP MACRO is_negative_amount(t) AS
    regexp_matches(t, '^\s*[A-Za-z]{0,3}\s*[€$£¥]?\s*[-−(]') OR regexp_matches(t, '([-)]|[Cc][Rr])\s*[A-Za-z€$£¥]{0,3}\s*$');

-- The digits with a point as the only mark. An amount with both marks, or with a mark that cannot be a thousands mark,
-- says itself what it means; only one like 1.234 or 1,234 follows the style of the file.
CREATE OR REPLACE TEMP MACRO amount_plain(d, has_decimal_comma) AS CASE
    WHEN d = '' THEN NULL
    WHEN d = '-' THEN '0'
    WHEN d NOT LIKE '%,%' AND d NOT LIKE '%.%' THEN d
    WHEN d LIKE '%,%' AND d LIKE '%.%' THEN CASE
        WHEN regexp_full_match(d, '[0-9]{1,3}(,[0-9]{2,3})*,[0-9]{3}\.[0-9]*') THEN replace(d, ',', '')
        WHEN regexp_full_match(d, '[0-9]{1,3}(\.[0-9]{3})+,[0-9]*') THEN replace(replace(d, '.', ''), ',', '.')
    END
    WHEN regexp_full_match(d, '[0-9]{1,3}(,[0-9]{3}){2,}') THEN replace(d, ',', '')
    WHEN regexp_full_match(d, '[0-9]{1,3}(\.[0-9]{3}){2,}') THEN replace(d, '.', '')
    WHEN NOT has_decimal_comma AND regexp_full_match(d, '[1-9][0-9]{0,2},[0-9]{3}') THEN replace(d, ',', '')
    WHEN has_decimal_comma AND regexp_full_match(d, '[1-9][0-9]{0,2}\.[0-9]{3}') THEN replace(d, '.', '')
    WHEN regexp_full_match(d, '[0-9]*[.,][0-9]*') THEN replace(d, ',', '.')
END;

-- The amount a text means, NULL when it means none.
CREATE OR REPLACE TEMP MACRO amount_of(t, has_decimal_comma) AS
    try_cast(amount_plain(amount_digits(t), has_decimal_comma) AS DECIMAL(18, 4)) * CASE WHEN is_negative_amount(t) THEN -1 ELSE 1 END;

-- Names of months as strptime knows them.
CREATE OR REPLACE TEMP MACRO english_months(t) AS
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(t), 'maart', 'mar'), 'mrt', 'mar'), 'mei', 'may'), 'mai', 'may'), 'okt', 'oct'), 'dez', 'dec'), 'déc', 'dec'), 'mär', 'mar'), 'fév', 'feb'), 'avr', 'apr'), 'juin', 'jun'), 'juil', 'jul'), 'aoû', 'aug');

-- The day a text with a month's name means, NULL when it means none.
CREATE OR REPLACE TEMP MACRO named_day(t) AS try_strptime(
    regexp_replace(english_months(t), '^([0-9]{1,2})[ .-]+([a-z]{3})[a-zéû]*\.?[ -]+([0-9]{2,4})$', '\1 \2 \3'), ['%d %b %y', '%d %b %Y', '%b %d, %Y', '%B %d, %Y']
);

CREATE OR REPLACE TEMP MACRO flag_of(t) AS CASE
    WHEN lower(t) IN ('yes', 'y', 'true', 't', '1', 'ja', 'j', 'oui', 'o', 'wahr', 'waar', 'x') THEN TRUE
    WHEN lower(t) IN ('no', 'n', 'false', 'f', '0', 'nee', 'nein', 'non', 'falsch', 'onwaar') THEN FALSE
END;

-- An address that a mail server could take: one @, a domain with a dot, no spaces, no brackets.
CREATE OR REPLACE TEMP MACRO is_email(t) AS length(t) <= 254
    AND regexp_full_match(t, '[^\s@<>(),;:"\[\]\\]{1,64}@([A-Za-z0-9\x{0080}-\x{ffff}]([A-Za-z0-9\x{0080}-\x{ffff}-]{0,61}[A-Za-z0-9\x{0080}-\x{ffff}])?\.)+[A-Za-z\x{0080}-\x{ffff}][A-Za-z0-9\x{0080}-\x{ffff}-]{0,61}')
    AND t NOT LIKE '%..%' AND t NOT LIKE '.%' AND t NOT LIKE '%.@%';

-- One address, or several with a semicolon or comma between them; NULL when one of them is none.
CREATE OR REPLACE TEMP MACRO email_of(t) AS CASE
    WHEN is_email(t) THEN t
    WHEN list_bool_and(list_transform(string_split_regex(t, '\s*[;,]\s*'), lambda part: is_email(part))) THEN t
END;

-- The digits of a text, and whether they pass the check of a number that a state gives a person: the Dutch citizen service
-- number, the Belgian national number, the French number of the register, and any eleven digits a German consumer has.
CREATE OR REPLACE TEMP MACRO digits_of(t) AS regexp_replace(t, '[^0-9]', '', 'g');
CREATE OR REPLACE TEMP MACRO is_dutch_person(d) AS length(d) = 9 AND d <> '000000000' AND (
    9 * CAST(d[1] AS INTEGER) + 8 * CAST(d[2] AS INTEGER) + 7 * CAST(d[3] AS INTEGER) + 6 * CAST(d[4] AS INTEGER)
    + 5 * CAST(d[5] AS INTEGER) + 4 * CAST(d[6] AS INTEGER) + 3 * CAST(d[7] AS INTEGER) + 2 * CAST(d[8] AS INTEGER)
    - CAST(d[9] AS INTEGER)) % 11 = 0;
CREATE OR REPLACE TEMP MACRO is_belgian_person(d) AS length(d) = 11 AND CAST(d[10:11] AS INTEGER) IN (
    97 - CAST(d[1:9] AS BIGINT) % 97, 97 - CAST('2' || d[1:9] AS BIGINT) % 97);
CREATE OR REPLACE TEMP MACRO is_french_person(d) AS length(d) = 15
    AND CAST(d[14:15] AS INTEGER) = 97 - CAST(d[1:13] AS BIGINT) % 97;
CREATE OR REPLACE TEMP MACRO is_of_a_person(t, country, kind) AS CASE
    WHEN t IS NULL THEN FALSE
    WHEN country = 'BE' OR length(digits_of(t)) = 11 AND country IS NULL THEN coalesce(TRY(is_belgian_person(digits_of(t))), FALSE)
    WHEN country = 'FR' THEN coalesce(TRY(is_french_person(digits_of(t))), FALSE)
    WHEN country = 'DE' THEN coalesce(kind = 'consumer' AND length(digits_of(t)) = 11, FALSE)
    WHEN country = 'NL' OR (country IS NULL AND kind = 'consumer') THEN coalesce(TRY(is_dutch_person(digits_of(t))), FALSE)
    ELSE FALSE
END;
-- A Dutch VAT number of before 2020 holds the number of the person behind it: nine digits and B01.
CREATE OR REPLACE TEMP MACRO is_vat_of_a_person(t, country, kind) AS CASE
    WHEN t IS NULL OR kind IS NULL OR kind <> 'consumer' THEN FALSE
    WHEN regexp_full_match(upper(regexp_replace(t, '[^A-Za-z0-9]', '', 'g')), '(NL)?[0-9]{9}B[0-9]{2}')
        THEN coalesce(TRY(is_dutch_person(digits_of(t)[1:9])), FALSE)
    ELSE is_of_a_person(t, country, kind)
END;
