//! What each column of a view means, in a sentence: of the column of one view, or of all columns of that name.

use super::source::Source;

/// By `view.column` or `column`, the key of its sentence.
const MEANINGS: &[(&str, &str)] = &[
    ("day", "column.day"),
    ("week", "column.week"),
    ("month", "column.month"),
    ("quarter", "column.quarter"),
    ("year", "column.year"),
    ("report_months.month", "column.in_months_month"),
    ("month_before", "column.month_before"),
    ("site_id", "column.site_id"),
    ("site", "column.site"),
    ("hall_id", "column.hall_id"),
    ("hall", "column.hall"),
    ("group_id", "column.group_id"),
    ("group_name", "column.group_name"),
    ("business_line", "column.business_line"),
    ("client_id", "column.client_id"),
    ("client", "column.client"),
    ("municipality_id", "column.municipality_id"),
    ("municipality", "column.municipality"),
    ("report_turnover.municipality_id", "column.in_turnover_municipality_id"),
    ("report_turnover.municipality", "column.in_turnover_municipality"),
    ("report_lines.municipality_id", "column.in_lines_municipality_id"),
    ("report_lines.municipality", "column.in_lines_municipality"),
    ("order_id", "column.order_id"),
    ("order_name", "column.order_name"),
    ("line_id", "column.line_id"),
    ("line_name", "column.line_name"),
    ("pricing", "column.pricing"),
    ("report_turnover.pieces", "column.in_turnover_pieces"),
    ("step_pieces", "column.step_pieces"),
    ("rejected_other", "column.rejected_other"),
    ("report_hours.people", "column.in_hours_people"),
    ("report_hours.net_seconds", "column.in_hours_net_seconds"),
    ("waiting_seconds", "column.waiting_seconds"),
    ("report_turnover.produced", "column.in_turnover_produced"),
    ("report_turnover.invoiced", "column.in_turnover_invoiced"),
    ("report_turnover.cost", "column.in_turnover_cost"),
    ("amount", "column.amount"),
    ("status", "column.status"),
    ("report_lines.due_day", "column.in_lines_due_day"),
    ("report_lines.closed_day", "column.in_lines_closed_day"),
    ("quantity", "column.quantity"),
    ("planned_seconds", "column.planned_seconds"),
    ("report_lines.group_id", "column.in_lines_group_id"),
    ("planned_day", "column.planned_day"),
    ("report_lines.first_day", "column.in_lines_first_day"),
    ("report_lines.last_day", "column.in_lines_last_day"),
    ("worked_days", "column.worked_days"),
    ("report_lines.pieces", "column.in_lines_pieces"),
    ("report_lines.net_seconds", "column.in_lines_net_seconds"),
    ("report_lines.produced", "column.in_lines_produced"),
    ("report_lines.invoiced", "column.in_lines_invoiced"),
    ("report_lines.cost", "column.in_lines_cost"),
    ("expected_day", "column.expected_day"),
    ("pace_of", "column.pace_of"),
    ("state", "column.state"),
    ("stations", "column.stations"),
    ("stations_used", "column.stations_used"),
    ("report_halls.people", "column.in_halls_people"),
    ("report_halls.net_seconds", "column.in_halls_net_seconds"),
    ("waiting_material", "column.waiting_material"),
    ("waiting_fault", "column.waiting_fault"),
    ("waiting_instruction", "column.waiting_instruction"),
    ("waiting_talk", "column.waiting_talk"),
    ("report_halls.good", "column.in_halls_good"),
    ("rejected_material", "column.rejected_material"),
    ("report_halls.rejected_work", "column.in_halls_rejected_work"),
    ("rejected_dirt", "column.rejected_dirt"),
    ("rejected_broken", "column.rejected_broken"),
    ("rejected_unknown", "column.rejected_unknown"),
    ("hour", "column.hour"),
    ("calls", "column.calls"),
    ("scheme", "column.scheme"),
    ("report_places.people", "column.in_places_people"),
    ("fte", "column.fte"),
    ("places", "column.places"),
    ("report_movement.kind", "column.in_movement_kind"),
    ("reason", "column.reason"),
    ("report_movement.people", "column.in_movement_people"),
    ("present", "column.present"),
    ("absent", "column.absent"),
    ("worker_id", "column.worker_id"),
    ("worker", "column.worker"),
    ("coach", "column.coach"),
    ("next_agreement_day", "column.next_agreement_day"),
    ("last_contact_day", "column.last_contact_day"),
    ("talk_due_day", "column.talk_due_day"),
    ("open_goals", "column.open_goals"),
    ("goals_on_course", "column.goals_on_course"),
    ("goals_behind", "column.goals_behind"),
    ("next_goal_day", "column.next_goal_day"),
    ("pace_changed_week", "column.pace_changed_week"),
    ("pace_until_day", "column.pace_until_day"),
    ("presence_changed_day", "column.presence_changed_day"),
    ("help_changed_day", "column.help_changed_day"),
    ("stations_changed_day", "column.stations_changed_day"),
    ("station_id", "column.station_id"),
    ("station", "column.station"),
    ("task_id", "column.task_id"),
    ("task", "column.task"),
    ("work_id", "column.work_id"),
    ("work", "column.work"),
    ("attributable", "column.attributable"),
    ("good", "column.good"),
    ("rejected_work", "column.rejected_work"),
    ("report_growth.net_seconds", "column.in_growth_net_seconds"),
    ("norm_per_hour", "column.norm_per_hour"),
    ("norm_basis", "column.norm_basis"),
    ("norm_from", "column.norm_from"),
    ("goal_id", "column.goal_id"),
    ("words", "column.words"),
    ("report_agreements.words", "column.in_agreements_words"),
    ("kind", "column.kind"),
    ("unit", "column.unit"),
    ("baseline", "column.baseline"),
    ("target", "column.target"),
    ("from_day", "column.from_day"),
    ("report_goals.due_day", "column.in_goals_due_day"),
    ("report_caseload_goals.due_day", "column.in_goals_due_day"),
    ("report_goals.closed_day", "column.in_goals_closed_day"),
    ("outcome", "column.outcome"),
    ("measured_day", "column.measured_day"),
    ("measured", "column.measured"),
    ("course", "column.course"),
    ("report_measurements.day", "column.in_measurements_day"),
    ("value", "column.value"),
    ("agreement_id", "column.agreement_id"),
    ("made_day", "column.made_day"),
    ("report_agreements.due_day", "column.in_agreements_due_day"),
    ("done_day", "column.done_day"),
];

/// The key of the sentence for a column.
pub fn meaning(source: &Source, column: &str) -> Option<&'static str> {
    let own = format!("{}.{column}", source.name);
    let of = |name: &str| MEANINGS.iter().find(|(of, _)| *of == name).map(|(_, key)| *key);
    of(&own).or_else(|| of(column))
}

#[cfg(test)]
mod tests {
    use super::super::sources::SOURCES;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_column_has_a_sentence_and_every_sentence_a_column() {
        let mut used = BTreeSet::new();
        for source in SOURCES {
            for (column, _) in source.columns {
                let key = meaning(source, column);
                assert!(key.is_some(), "write what {}.{column} means", source.name);
                used.extend(key);
            }
        }
        let unused: Vec<_> = MEANINGS.iter().filter(|(_, key)| !used.contains(key)).collect();
        assert!(unused.is_empty(), "no view has these: {unused:?}");
    }
}
