//! What each column of a view means, in a sentence: of the column of one view, or of all columns of that name.

use super::source::Source;

/// By `view.column` or `column`, the key of its sentence.
const MEANINGS: &[(&str, &str)] = &[
    ("day", "columns.day"),
    ("week", "columns.week"),
    ("month", "columns.month"),
    ("quarter", "columns.quarter"),
    ("year", "columns.year"),
    ("report_months.month", "columns.in_months_month"),
    ("month_before", "columns.month_before"),
    ("site_id", "columns.site_id"),
    ("site", "columns.site"),
    ("hall_id", "columns.hall_id"),
    ("hall", "columns.hall"),
    ("group_id", "columns.group_id"),
    ("group_name", "columns.group_name"),
    ("business_line", "columns.business_line"),
    ("client_id", "columns.client_id"),
    ("client", "columns.client"),
    ("municipality_id", "columns.municipality_id"),
    ("municipality", "columns.municipality"),
    ("report_turnover.municipality_id", "columns.in_turnover_municipality_id"),
    ("report_turnover.municipality", "columns.in_turnover_municipality"),
    ("report_lines.municipality_id", "columns.in_lines_municipality_id"),
    ("report_lines.municipality", "columns.in_lines_municipality"),
    ("order_id", "columns.order_id"),
    ("order_name", "columns.order_name"),
    ("line_id", "columns.line_id"),
    ("line_name", "columns.line_name"),
    ("pricing", "columns.pricing"),
    ("report_turnover.pieces", "columns.in_turnover_pieces"),
    ("step_pieces", "columns.step_pieces"),
    ("rejected_other", "columns.rejected_other"),
    ("report_hours.people", "columns.in_hours_people"),
    ("report_hours.net_seconds", "columns.in_hours_net_seconds"),
    ("waiting_seconds", "columns.waiting_seconds"),
    ("report_turnover.produced", "columns.in_turnover_produced"),
    ("report_turnover.invoiced", "columns.in_turnover_invoiced"),
    ("report_turnover.cost", "columns.in_turnover_cost"),
    ("amount", "columns.amount"),
    ("status", "columns.status"),
    ("report_lines.due_day", "columns.in_lines_due_day"),
    ("report_lines.closed_day", "columns.in_lines_closed_day"),
    ("quantity", "columns.quantity"),
    ("planned_seconds", "columns.planned_seconds"),
    ("report_lines.group_id", "columns.in_lines_group_id"),
    ("planned_day", "columns.planned_day"),
    ("report_lines.first_day", "columns.in_lines_first_day"),
    ("report_lines.last_day", "columns.in_lines_last_day"),
    ("worked_days", "columns.worked_days"),
    ("report_lines.pieces", "columns.in_lines_pieces"),
    ("report_lines.net_seconds", "columns.in_lines_net_seconds"),
    ("report_lines.produced", "columns.in_lines_produced"),
    ("report_lines.invoiced", "columns.in_lines_invoiced"),
    ("report_lines.cost", "columns.in_lines_cost"),
    ("expected_day", "columns.expected_day"),
    ("pace_of", "columns.pace_of"),
    ("state", "columns.state"),
    ("stations", "columns.stations"),
    ("stations_used", "columns.stations_used"),
    ("report_halls.people", "columns.in_halls_people"),
    ("report_halls.net_seconds", "columns.in_halls_net_seconds"),
    ("waiting_material", "columns.waiting_material"),
    ("waiting_fault", "columns.waiting_fault"),
    ("waiting_instruction", "columns.waiting_instruction"),
    ("waiting_talk", "columns.waiting_talk"),
    ("report_halls.good", "columns.in_halls_good"),
    ("rejected_material", "columns.rejected_material"),
    ("report_halls.rejected_work", "columns.in_halls_rejected_work"),
    ("rejected_dirt", "columns.rejected_dirt"),
    ("rejected_broken", "columns.rejected_broken"),
    ("rejected_unknown", "columns.rejected_unknown"),
    ("hour", "columns.hour"),
    ("calls", "columns.calls"),
    ("scheme", "columns.scheme"),
    ("report_places.people", "columns.in_places_people"),
    ("fte", "columns.fte"),
    ("places", "columns.places"),
    ("report_movement.kind", "columns.in_movement_kind"),
    ("reason", "columns.reason"),
    ("report_movement.people", "columns.in_movement_people"),
    ("present", "columns.present"),
    ("absent", "columns.absent"),
    ("worker_id", "columns.worker_id"),
    ("worker", "columns.worker"),
    ("coach", "columns.coach"),
    ("next_agreement_day", "columns.next_agreement_day"),
    ("last_contact_day", "columns.last_contact_day"),
    ("talk_due_day", "columns.talk_due_day"),
    ("open_goals", "columns.open_goals"),
    ("goals_on_course", "columns.goals_on_course"),
    ("goals_behind", "columns.goals_behind"),
    ("next_goal_day", "columns.next_goal_day"),
    ("pace_changed_week", "columns.pace_changed_week"),
    ("pace_until_day", "columns.pace_until_day"),
    ("presence_changed_day", "columns.presence_changed_day"),
    ("help_changed_day", "columns.help_changed_day"),
    ("stations_changed_day", "columns.stations_changed_day"),
    ("station_id", "columns.station_id"),
    ("station", "columns.station"),
    ("task_id", "columns.task_id"),
    ("task", "columns.task"),
    ("work_id", "columns.work_id"),
    ("work", "columns.work"),
    ("attributable", "columns.attributable"),
    ("good", "columns.good"),
    ("rejected_work", "columns.rejected_work"),
    ("report_growth.net_seconds", "columns.in_growth_net_seconds"),
    ("norm_per_hour", "columns.norm_per_hour"),
    ("norm_basis", "columns.norm_basis"),
    ("norm_from", "columns.norm_from"),
    ("goal_id", "columns.goal_id"),
    ("words", "columns.words"),
    ("report_agreements.words", "columns.in_agreements_words"),
    ("kind", "columns.kind"),
    ("unit", "columns.unit"),
    ("baseline", "columns.baseline"),
    ("target", "columns.target"),
    ("from_day", "columns.from_day"),
    ("report_goals.due_day", "columns.in_goals_due_day"),
    ("report_caseload_goals.due_day", "columns.in_goals_due_day"),
    ("report_goals.closed_day", "columns.in_goals_closed_day"),
    ("outcome", "columns.outcome"),
    ("measured_day", "columns.measured_day"),
    ("measured", "columns.measured"),
    ("course", "columns.course"),
    ("report_measurements.day", "columns.in_measurements_day"),
    ("value", "columns.value"),
    ("agreement_id", "columns.agreement_id"),
    ("made_day", "columns.made_day"),
    ("report_agreements.due_day", "columns.in_agreements_due_day"),
    ("done_day", "columns.done_day"),
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
