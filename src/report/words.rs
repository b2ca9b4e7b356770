//! Words that stand in the database, in the viewer's language.

use super::filter::Options;
use crate::lang::Lang;

/// Every word a column of [`super::file::Holds::Word`] can hold, with the key of its text.
const WORDS: &[(&str, &str)] = &[
    ("packaging", "business_line.packaging"),
    ("assembly", "business_line.assembly"),
    ("electro", "business_line.electro"),
    ("metal", "business_line.metal"),
    ("wood", "business_line.wood"),
    ("textile", "business_line.textile"),
    ("laundry", "business_line.laundry"),
    ("mail_print", "business_line.mail_print"),
    ("green", "business_line.green"),
    ("cleaning", "business_line.cleaning"),
    ("catering", "business_line.catering"),
    ("thrift", "business_line.thrift"),
    ("logistics", "business_line.logistics"),
    ("bikes", "business_line.bikes"),
    ("secondment", "business_line.secondment"),
    ("piece", "report.word_piece"),
    ("hour", "report.word_hour"),
    ("fixed", "report.word_fixed"),
    ("open", "report.word_open"),
    ("closed", "report.word_closed"),
    ("late", "report.word_late"),
    ("at_risk", "report.word_at_risk"),
    ("on_time", "report.word_on_time"),
    ("not_begun", "report.word_not_begun"),
    ("waiting_material", "report.word_waiting_material"),
    ("waiting_fault", "report.word_waiting_fault"),
    ("waiting_instruction", "report.word_waiting_instruction"),
    ("waiting_talk", "report.word_waiting_talk"),
    ("rejected_material", "report.word_rejected_material"),
    ("rejected_work", "report.word_rejected_work"),
    ("rejected_dirt", "report.word_rejected_dirt"),
    ("rejected_broken", "report.word_rejected_broken"),
    ("rejected_unknown", "report.word_rejected_unknown"),
    ("wsw", "owners.wsw"),
    ("sheltered_10b", "owners.sheltered_10b"),
    ("job_agreement", "owners.job_agreement"),
    ("wajong", "owners.wajong"),
    ("wage_cost_subsidy", "owners.wage_cost_subsidy"),
    ("wage_cost_subsidy_flat", "owners.wage_cost_subsidy_flat"),
    ("participation_place", "owners.participation_place"),
    ("trial_placement", "owners.trial_placement"),
    ("learning_place", "owners.learning_place"),
    ("internship", "owners.internship"),
    ("learn_work_track", "owners.learn_work_track"),
    ("status_holder", "owners.status_holder"),
    ("day_activity", "owners.day_activity"),
    ("staff", "owners.staff"),
    ("inflow", "owners.inflow"),
    ("step_up", "owners.step_up"),
    ("outflow", "owners.outflow"),
    ("regular_job", "owners.regular_job"),
    ("pension", "owners.pension"),
    ("sickness", "owners.sickness"),
    ("death", "owners.death"),
    ("moved", "owners.moved"),
    ("other", "owners.other"),
];

/// A word of the database as people say it; one that nobody knows as it stands.
pub fn said(lang: Lang, word: &str) -> &str {
    WORDS.iter().find(|(known, _)| *known == word).map_or(word, |(_, key)| lang.text(key))
}

/// The business lines, to choose from.
pub fn business_lines(lang: Lang) -> Options {
    let lines = WORDS.iter().filter(|(_, key)| key.starts_with("business_line."));
    lines.map(|(word, key)| ((*word).to_owned(), lang.text(key).to_owned())).collect()
}
