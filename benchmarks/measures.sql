-- The measures of docs/measures.md, counted a second time: from the definitions, in SQL alone, on the corpus as it stands.
--     sqlite3 -header -column corpus.db < benchmarks/measures.sql
-- An answer is 'yes', 'no', 'missing' or 'hidden' (not observable). Links that a person has set apart are not weighed here.

-- Matters: linked cases are one, told by the record that shows most.
CREATE TEMP TABLE member AS
WITH RECURSIVE
    pair(a, b) AS (
        SELECT case_a, case_b FROM links WHERE state = 'linked' UNION SELECT case_b, case_a FROM links WHERE state = 'linked'
    ),
    reached(case_id, other) AS (
        SELECT case_id, case_id FROM cases UNION SELECT r.case_id, p.b FROM reached r JOIN pair p ON p.a = r.other
    )
SELECT case_id, min(other) AS matter FROM reached GROUP BY case_id;
CREATE UNIQUE INDEX temp.member_case ON member (case_id);

CREATE TEMP TABLE told AS
SELECT c.case_row, c.case_id, m.matter, c.country, c.sees_charges, c.sees_corruption_charges AS sees_corruption,
    c.sees_verdicts, c.sees_text,
    (SELECT count(*) FROM charge_rows h WHERE h.case_row = c.case_row) AS charges,
    c.sees_verdicts AND EXISTS (
        SELECT 1 FROM charge_rows h WHERE h.case_row = c.case_row AND h.disposition <> 'unknown') AS knows_verdict,
    NOT EXISTS (
        SELECT 1 FROM json_each(c.record, '$.diagnostics') d WHERE json_extract(d.value, '$.code') = 'generic_reader') AS read_well,
    max(coalesce(c.decision_date, ''), coalesce((
        SELECT max(p.decision_date) FROM proceeding_rows p WHERE p.case_row = c.case_row), '')) AS decided,
    EXISTS (SELECT 1 FROM taggings t WHERE t.case_row = c.case_row) AS tagged
FROM cases c JOIN member m USING (case_id);

CREATE TEMP TABLE standing AS
SELECT * FROM (
    SELECT *, row_number() OVER (
        PARTITION BY matter
        ORDER BY sees_charges AND charges > 0 DESC, sees_corruption DESC, knows_verdict DESC, read_well DESC, decided DESC, charges DESC, case_id
    ) AS place FROM told
) WHERE place = 1;

-- Described: people's majority over the tagger; then the strongest level of the matter's records.
CREATE TEMP TABLE answered AS
SELECT passage_id, dimension, label, sum(CASE WHEN present THEN 1 ELSE -1 END) AS votes
FROM current_reviews GROUP BY passage_id, dimension, label;
CREATE TEMP TABLE labelled AS
SELECT t.case_id, t.dimension FROM tags t
WHERE NOT EXISTS (
    SELECT 1 FROM answered a WHERE a.passage_id = t.passage_id AND a.dimension = t.dimension AND a.label = t.label AND a.votes < 0)
UNION
SELECT p.case_id, a.dimension FROM answered a JOIN passages p USING (passage_id) WHERE a.votes > 0;
CREATE TEMP TABLE levelled AS
SELECT matter, sees_text, CASE
    WHEN EXISTS (SELECT 1 FROM labelled l WHERE l.case_id = told.case_id AND l.dimension = 'form') THEN 2
    WHEN EXISTS (SELECT 1 FROM labelled l WHERE l.case_id = told.case_id AND l.dimension = 'signal') THEN 1
    WHEN sees_text AND tagged THEN 0
END AS level FROM told;
CREATE TEMP TABLE described AS
SELECT matter, max(sees_text) OR max(level) IS NOT NULL AS readable,
    CASE WHEN max(level) < 2 AND sum(sees_text AND level IS NULL) > 0 THEN NULL ELSE max(level) END AS level
FROM levelled GROUP BY matter;
CREATE UNIQUE INDEX temp.described_matter ON described (matter);

-- Filed: what the page and the portal's search file any record under.
CREATE TEMP TABLE filed AS
SELECT matter, max(lower(trim(crime)) = 'trafficking in persons') AS trafficking FROM (
    SELECT m.matter, j.value AS crime FROM cases c JOIN member m USING (case_id), json_each(c.record, '$.crime_types') j
    UNION ALL
    SELECT m.matter, l.crime_type FROM listings l JOIN member m USING (case_id)
) GROUP BY matter;
CREATE UNIQUE INDEX temp.filed_matter ON filed (matter);

-- Owners of charges: matters, and the people accused in the record that stands.
CREATE TEMP TABLE owner AS
SELECT 'case' AS unit, s.matter AS owner, s.matter FROM standing s
UNION ALL
SELECT 'defendant', a.actor_id, s.matter FROM actors a JOIN standing s USING (case_row)
WHERE a.role IN ('defendant', 'respondent')
    OR EXISTS (SELECT 1 FROM charge_rows h WHERE h.case_row = a.case_row AND h.actor_id = a.actor_id);
CREATE TEMP TABLE offence AS
SELECT h.charge_row, s.matter, h.actor_id, h.disposition, coalesce(k.offence_class, 'unclassified') AS class,
    CASE WHEN k.offence_class IN (
        'bribery_active', 'bribery_passive', 'bribery_private', 'abuse_of_functions', 'trading_in_influence', 'embezzlement',
        'illicit_enrichment', 'official_extortion', 'corrupt_obstruction') THEN 1 ELSE 0 END AS corrupt
FROM charge_rows h JOIN standing s USING (case_row) LEFT JOIN charge_class_rows k USING (charge_row);
CREATE TEMP TABLE owned AS
SELECT 'case' AS unit, matter AS owner, offence.* FROM offence
UNION ALL
SELECT 'defendant', actor_id, offence.* FROM offence WHERE actor_id IS NOT NULL;
CREATE INDEX temp.owned_owner ON owned (unit, owner);

CREATE TEMP TABLE counted AS
SELECT o.unit, o.owner, o.matter, s.sees_charges, s.sees_charges AND s.sees_corruption AS sees_corruption, s.sees_verdicts,
    count(w.charge_row) AS charges,
    coalesce(max(w.class = 'trafficking'), 0) AS trafficking,
    coalesce(max(w.class = 'trafficking' AND w.disposition = 'convicted'), 0) AS trafficking_yes,
    coalesce(max(w.class = 'trafficking' AND w.disposition = 'unknown'), 0) AS trafficking_unknown,
    coalesce(max(w.corrupt), 0) AS corruption,
    coalesce(max(w.corrupt AND w.disposition = 'convicted'), 0) AS corruption_yes,
    coalesce(max(w.corrupt AND w.disposition = 'unknown'), 0) AS corruption_unknown,
    coalesce(max(w.class = 'fraud'), 0) AS fraud, coalesce(max(w.class = 'document_forgery'), 0) AS document_forgery,
    coalesce(max(w.class = 'laundering'), 0) AS laundering, coalesce(max(w.class = 'organised_crime'), 0) AS organised_crime
FROM owner o JOIN standing s USING (matter) LEFT JOIN owned w ON w.unit = o.unit AND w.owner = o.owner
GROUP BY o.unit, o.owner, o.matter;

-- The answers of every owner, then the answer to every question.
CREATE TEMP TABLE known AS
SELECT *,
    CASE WHEN corruption THEN 'yes' WHEN NOT sees_corruption THEN 'hidden' WHEN charges = 0 THEN 'missing' ELSE 'no' END AS charged,
    CASE WHEN trafficking_yes THEN 'yes' WHEN NOT (sees_charges AND sees_verdicts) THEN 'hidden'
        WHEN charges = 0 OR trafficking_unknown THEN 'missing' ELSE 'no' END AS for_trafficking,
    CASE WHEN corruption_yes THEN 'yes' WHEN NOT (sees_corruption AND sees_verdicts) THEN 'hidden'
        WHEN charges = 0 OR corruption_unknown THEN 'missing' ELSE 'no' END AS for_corruption
FROM counted;
CREATE TEMP TABLE about AS
SELECT s.matter, coalesce(s.country, (
        SELECT t.country FROM told t WHERE t.matter = s.matter AND t.country IS NOT NULL ORDER BY t.case_id LIMIT 1)) AS country,
    CASE WHEN coalesce(f.trafficking, 0) OR k.trafficking THEN 'yes'
        WHEN f.matter IS NOT NULL OR s.sees_charges THEN 'no' ELSE 'hidden' END AS trafficking,
    CASE WHEN d.level = 2 THEN 'yes' WHEN NOT d.readable THEN 'hidden' WHEN d.level IS NULL THEN 'missing' ELSE 'no' END AS indicated,
    CASE WHEN d.level = 1 THEN 'yes' WHEN NOT d.readable THEN 'hidden' WHEN d.level IS NULL THEN 'missing' ELSE 'no' END AS signal_only
FROM standing s JOIN described d USING (matter) JOIN known k ON k.unit = 'case' AND k.owner = s.matter
LEFT JOIN filed f ON f.matter = s.matter;
CREATE UNIQUE INDEX temp.about_matter ON about (matter);

CREATE TEMP TABLE asked AS
WITH joined AS (
    SELECT k.*, a.country, a.trafficking AS is_trafficking, a.indicated, a.signal_only,
        CASE WHEN 'hidden' IN (for_trafficking, for_corruption) THEN 'hidden' WHEN 'no' IN (for_trafficking, for_corruption) THEN 'no'
            WHEN for_trafficking = 'yes' AND for_corruption = 'yes' THEN 'yes' ELSE 'missing' END AS both
    FROM known k JOIN about a USING (matter)
), within AS (SELECT * FROM joined WHERE is_trafficking = 'yes')
SELECT unit, country, 'trafficking_cases' AS name, is_trafficking AS answer FROM joined
UNION ALL SELECT unit, country, 'corruption_indicated', indicated FROM within WHERE unit = 'case'
UNION ALL SELECT unit, country, 'signal_only', signal_only FROM within WHERE unit = 'case'
UNION ALL SELECT unit, country, 'corruption_charged', charged FROM within
UNION ALL SELECT unit, country, 'corruption_convicted', for_corruption FROM within
UNION ALL SELECT unit, country, 'trafficking_convicted', for_trafficking FROM within
UNION ALL SELECT unit, country, 'joint_convicted', both FROM within
UNION ALL SELECT unit, country, 'disparity', CASE for_trafficking WHEN 'yes' THEN both ELSE for_trafficking END
    FROM within WHERE for_trafficking <> 'no'
UNION ALL SELECT unit, country, 'charging_gap', CASE WHEN indicated = 'yes' THEN charged
        WHEN 'hidden' IN (indicated, charged) THEN 'hidden' ELSE 'missing' END
    FROM within WHERE unit = 'case' AND indicated <> 'no'
UNION ALL SELECT unit, country, 'control_' || class, CASE WHEN charged IN ('hidden', 'missing') THEN charged WHEN found THEN 'yes' ELSE 'no' END
    FROM (
        SELECT *, 'fraud' AS class, fraud AS found FROM within UNION ALL SELECT *, 'document_forgery', document_forgery FROM within
        UNION ALL SELECT *, 'laundering', laundering FROM within UNION ALL SELECT *, 'organised_crime', organised_crime FROM within);

SELECT name, unit, country, sum(answer = 'yes') AS numerator, sum(answer IN ('yes', 'no')) AS denominator,
    sum(answer = 'missing') AS missing, sum(answer = 'hidden') AS not_observable
FROM (SELECT name, unit, NULL AS country, answer FROM asked
    UNION ALL SELECT name, unit, coalesce(country, '(not stated)'), answer FROM asked)
GROUP BY name, unit, country ORDER BY country IS NOT NULL, country, unit, name;
