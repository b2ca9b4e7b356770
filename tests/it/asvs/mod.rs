//! The OWASP Application Security Verification Standard 5.0.0, as far as it can be seen from outside. Each line names an item, what
//! is checked, and the test that does it: those that begin with the item's number stand here, the others where the rest
//! of their subject is. What is not in the table is not checked.
//!
//! | Item | What is checked | Test |
//! |---|---|---|
//! | 1.2.1 | HTML and script text in every field of every form is shown as text | `v1_2_1_what_is_typed_in_any_field_is_shown_as_text` |
//! | 1.2.2 | addresses made of what was typed stay our own, without `javascript:` | `the_way_back_never_leaves_the_house` |
//! | 1.2.4 | SQL in every field is text | `v1_2_4_sql_in_any_field_is_text` |
//! | 1.2.10 | a file for a spreadsheet holds no formula | `an_export_is_a_file_for_a_spreadsheet_and_a_line` |
//! | 1.3.3 | NUL, line ends and over-long text in every field | `v1_3_3_nul_line_ends_and_long_text_in_any_field_are_refused_or_kept` |
//! | 1.3.3 | NUL and foreign bytes in addresses and hidden fields | `v1_3_3_nul_in_addresses_and_in_what_a_page_filled_in_is_not_found_or_refused` |
//! | 1.4.2 | numbers beyond their range | `v1_4_2_numbers_beyond_every_range_are_refused` |
//! | 2.2.1 | a wrong field is told at the field | `a_wrong_field_is_told_at_the_field_and_keeps_what_was_typed` |
//! | 2.2.2 | choices that no page offers | `v2_2_2_what_no_page_offers_is_refused_by_the_server` |
//! | 2.3.1 | no step of a sign-in is skipped | `an_administrator_sets_one_up_before_anything_else` |
//! | 2.3.4 | a form sent twice, also at once, acts once | `two_at_once_are_one` |
//! | 2.4.1 | guessing is slowed down | `an_account_waits_ever_longer_and_a_restart_forgives_nothing` |
//! | 3.3.1–3.3.4 | `Secure`, `SameSite`, `__Host-`, `HttpOnly`, behind an address over TLS | `v3_3_1_every_cookie_is_kept_to_tls_to_us_and_from_scripts` |
//! | 3.4.1 | HSTS on every answer; without subdomains, which are not ours to speak for | `v3_4_1_every_answer_asks_for_tls_for_a_year` |
//! | 3.4.2 | no answer is for other sites | `v3_4_2_no_other_site_may_read_an_answer` |
//! | 3.4.3–3.4.6, 3.4.8 | policy, nosniff, referrer, frames, opener on every kind of answer | `v3_4_3_every_answer_has_the_policy_and_its_friends` |
//! | 3.5.1 | forms of other sites | `v3_5_1_no_form_of_another_site_changes_anything` |
//! | 3.5.3 | looking changes nothing | `v3_5_3_looking_changes_nothing` |
//! | 3.6.1 | nothing is loaded from elsewhere | `pages_hold_nothing_inline_and_their_files_are_kept_for_ever` |
//! | 3.7.2 | no redirect out of the house | `v3_7_2_nothing_leads_out_of_the_house` |
//! | 4.1.1 | type and letters of every answer | `v4_1_1_every_answer_says_what_it_is_and_in_which_letters` |
//! | 4.1.3 | headers that only a proxy should send | `v4_1_3_forged_headers_of_a_proxy_are_not_believed` |
//! | 4.1.4 | methods that no page uses | `v4_1_4_methods_that_no_page_uses_are_refused` |
//! | 4.2.1 | where a message ends | `v4_2_1_a_message_has_one_end` |
//! | 5.2.1 | more than a form holds; files | `v5_2_1_more_than_a_form_holds_is_not_read` |
//! | 5.3.2, 5.4.1 | paths and names of files | `v5_4_1_files_are_named_by_us_and_lead_nowhere_else` |
//! | 6.2.1, 6.2.4, 6.2.5, 6.2.9, 6.2.11 | which passwords will do | `v6_2_1_passwords_are_long_and_uncommon_and_of_any_letters` |
//! | 6.2.3 | the password of now is asked | `v6_2_3_the_password_of_now_is_asked_before_another` |
//! | 6.2.6, 6.2.7 | masked; a password manager works | `v6_2_6_passwords_are_masked_and_a_password_manager_may_fill_them_in` |
//! | 6.2.8 | checked as typed | `v6_2_8_a_password_is_checked_exactly_as_it_was_typed` |
//! | 6.3.1 | a crowd of guesses | `a_crowd_of_guesses_at_once_is_counted_one_by_one` |
//! | 6.3.2 | no account before somebody makes one | `a_first_start_prints_a_link_and_no_account_is_there` |
//! | 6.3.3 | the second factor where a role needs one | `an_administrator_sets_one_up_before_anything_else` |
//! | 6.3.4, 6.4.2 | no other way in | `v6_3_4_there_is_no_other_way_in` |
//! | 6.3.8 | a refusal does not tell who exists | `a_refusal_does_not_tell_whether_a_name_exists` |
//! | 6.4.1 | links expire and work once | `the_first_administrator_comes_in_by_a_link_that_works_once` |
//! | 6.4.3, 6.4.6 | a forgotten password and the second factor | `v6_4_3_a_forgotten_password_does_not_go_around_the_second_factor` |
//! | 6.5.1 | codes work once | `a_code_works_once_and_so_does_a_recovery_code` |
//! | 6.8.1 | who somebody is at an issuer | `one_person_of_the_issuer_is_one_account` |
//! | 6.8.2, 9.1.1, 9.2.1, 9.2.3 | signatures, times and audience of an issuer's word | `what_is_not_true_is_not_believed` |
//! | 7.2.3 | sessions are not guessed | `v7_2_3_a_session_is_a_number_that_nobody_guesses` |
//! | 7.2.4 | a new session at each sign-in | `a_session_gets_an_id_nobody_knew_before` |
//! | 7.3.1, 7.3.2 | idle and absolute | `it_ends_when_nobody_is_there_and_after_a_day_s_work` |
//! | 7.4.1, 14.3.1 | signing out ends it on the server and clears the browser | `signing_out_ends_it_on_the_server` |
//! | 7.4.2, 7.4.3 | what ends every session | `what_changes_who_may_what_ends_every_session_and_stream` |
//! | 7.4.4 | the way out is on every page | `v7_4_4_every_page_has_the_way_out` |
//! | 7.4.5 | an administrator ends sessions | `an_account_is_turned_off_and_on_its_sessions_ended_and_its_second_step_erased` |
//! | 7.5.1 | what lets somebody in is changed with the password | `v7_5_1_what_lets_somebody_in_is_changed_with_the_password_once_more` |
//! | 7.5.2 | one's own sessions | `ones_own_sessions_are_listed_and_ended` |
//! | 8.2.1, 8.2.2 | every route for everybody | `everybody_may_what_the_table_says_and_nothing_else` |
//! | 8.2.3, 15.3.1 | names only for who leads or coaches | `a_board_shows_people_to_who_leads_or_coaches_them` |
//! | 8.3.1 | forged hidden fields | `v8_3_1_hidden_fields_give_nobody_more` |
//! | 8.3.2 | what is taken away is gone at once | `v8_3_2_what_is_taken_away_is_gone_at_once` |
//! | 10.1.2, 10.2.1 | an answer of the issuer belongs to who asked | `an_answer_belongs_to_the_browser_that_began` |
//! | 12.3.2 | the issuer is asked over TLS | `an_issuer_is_asked_over_tls` |
//! | 12.3.2 | so is a broker, by a named authority | `tls_trusts_the_named_authority_and_nobody_else` |
//! | 13.4.2, 13.4.4, 13.4.5 | TRACE, figures for machines, demo pages | `v13_4_4_trace_and_what_is_for_machines_or_demos_is_not_there` |
//! | 13.4.6 | what the service is built of | `v13_4_6_nothing_tells_what_the_service_is_built_of` |
//! | 14.2.1 | addresses; a one-time link is the exception, as it is sent to somebody | `v14_2_1_what_is_secret_or_personal_is_in_no_address` |
//! | 14.2.7 | what is old goes | `what_is_too_old_goes_and_nothing_else` |
//! | 14.3.2, 14.3.3 | nothing of a page stays in a browser | `v14_3_2_nothing_of_a_page_stays_in_a_browser` |
//! | 15.3.3, 15.3.7 | fields that a form does not have, or has twice | `v15_3_3_fields_that_a_form_does_not_have_do_nothing` |
//! | 16.2.5, 16.4.1 | logs at their finest | `v16_2_5_logs_hold_no_secret_and_no_line_that_somebody_typed` |
//! | 16.3.1, 16.3.2 | who comes and goes, and who is refused | `whoever_comes_and_goes_leaves_lines` |
//! | 16.4.2 | the trail shows when it was changed | `the_chain_is_checked_and_a_changed_line_is_found` |
//! | 16.5.1 | our mistakes | `v16_5_1_what_goes_wrong_inside_is_not_shown` |
//! | 16.5.2, 16.5.3 | without the database | `v16_5_3_without_the_database_nobody_comes_in` |

mod fields;
mod v14_secrets;
mod v1_input;
mod v3_browser;
mod v4_http;
mod v6_sign_in;
mod v7_sessions;

use crate::house::source::files;

#[test]
fn the_table_names_tests_that_are_there_and_every_test_that_is_here() {
    let rows = include_str!("mod.rs").lines().filter_map(|line| line.strip_prefix("//! | "));
    let named: Vec<&str> = rows.filter_map(|row| row.rsplit('`').nth(1)).collect();
    assert!(named.len() > 60, "{}", named.len());
    let sources = files("tests/it", ".rs");
    let gone: Vec<_> = named
        .iter()
        .filter(|name| {
            let name = format!("fn {name}(");
            sources.iter().all(|source| !source.text.contains(&name))
        })
        .collect();
    assert!(gone.is_empty(), "no such tests: {gone:?}");
    for source in sources.iter().filter(|source| source.path.contains("/asvs/")) {
        for rest in source.text.split("fn v").skip(1) {
            let name = format!("v{}", rest.split('(').next().unwrap_or_default());
            let is_item = name[1..].starts_with(|c: char| c.is_ascii_digit());
            assert!(!is_item || named.contains(&name.as_str()), "{name} is not in the table");
        }
    }
}
