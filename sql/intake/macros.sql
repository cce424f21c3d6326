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
