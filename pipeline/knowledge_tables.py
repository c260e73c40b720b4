"""Which columns the programme's reference knowledge has: purchase rules, funding, advice, skills, needs, evaluation.

Each is described as `pipeline.tables` describes the tables of a cohort: name, name in French, key, columns. They are
statements of documents, the same for every cohort, with a typed reading by the team (which kind of purchase a rule is
for, the moment of a piece of advice); `commune_dates` alone is delivered by communes. The logic model and the criteria
are the team's own: which facts answer for a link, and for a question.
"""

from __future__ import annotations

KNOWLEDGE: tuple[tuple[str, str, str, str], ...] = (
    (
        "procurement_rules",
        "règles d’achat publiées",
        "rule_id",
        "rule_id applies_to min_amount_eur_ht:number is_min_included:boolean max_amount_eur_ht:number"
        " is_max_included:boolean condition_fr procedure procedure_fr legal_ref repeats? valid_from:date?"
        " valid_to:date? document_date:date? printed source line:integer",
    ),
    (
        "procurement_schemes",
        "montages d’achat",
        "scheme_id",
        "scheme_id scheme_fr description_fr rule_id is_joint:boolean legal_ref max_amount_eur_ht:number source"
        " line:integer",
    ),
    (
        "purchase_checklist",
        "questions à se poser avant un achat",
        "item_id",
        "item_id topic question_fr source line:integer",
    ),
    (
        "purchase_calendar",
        "facteurs du calendrier d’achat",
        "factor_id",
        "factor_id factor_fr advice_fr event lead_months:integer source line:integer",
    ),
    (
        "commune_dates",
        "dates des communes",
        "commune_insee event date",
        "commune_insee event date:date",
    ),
    (
        "funding_levers",
        "aides au financement",
        "lever_id",
        "lever_id scheme_fr funders:list form rate:number rate_base_fr rate_printed? cap_eur:number cap_printed?"
        " beneficiaries:list is_for_communes:boolean is_for_hosted_projects:boolean holder_types:list hq_region"
        " unchecked_fr source line:integer",
    ),
    (
        "good_practices",
        "conseils publiés",
        "practice_id",
        "practice_id audience moment topic advice_fr detail_fr evidence:list? said_fr:list? source line:integer",
    ),
    (
        "competence_topics",
        "sujets de compétence",
        "topic_id",
        "topic_id topic_fr description_fr is_training_needed:boolean answer? source line:integer",
    ),
    (
        "needs_typology",
        "besoins des acteurs",
        "need_id",
        "need_id actor_group printed_order:integer topic need_fr functions:list? barrier_id? evidence:list? source"
        " line:integer",
    ),
    (
        "platform_functions",
        "fonctions envisagées d’une plateforme",
        "function_id",
        "function_id number:integer theme function_fr source line:integer",
    ),
    (
        "barriers",
        "freins",
        "barrier_id",
        "barrier_id barrier_fr description_fr evidence:list? source line:integer",
    ),
    (
        "use_cases",
        "exemples d’achats",
        "case_id",
        "case_id name solution_fr experiment_fr place target_fr status_fr source line:integer",
    ),
    (
        "logic_model",
        "modèle logique du programme",
        "node_id",
        "node_id level label_fr label_en result_fact? leads_to:list?",
    ),
    (
        "evaluation_criteria",
        "critères d’évaluation",
        "criterion_id",
        "criterion_id framework name_fr name_en question_fr question_en evidence:list unknown_fr unknown_en",
    ),
)
