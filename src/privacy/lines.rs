//! Lines of the trail as a file for a spreadsheet, as `werkvloer export` writes: with the mark by which a Dutch spreadsheet
//! knows UTF-8, and no cell that it takes for a formula.

use crate::exchange::guarded;
use crate::trail::Line;

const HEADS: [&str; 16] = [
    "no",
    "at",
    "actor",
    "acting_as",
    "on_behalf_of",
    "device",
    "origin",
    "action",
    "object_kind",
    "object_id",
    "subject",
    "ground",
    "scope",
    "outcome",
    "note",
    "hash",
];

/// A part of the file; the first one begins it.
pub fn csv(lines: &[Line], is_first: bool) -> anyhow::Result<Vec<u8>> {
    let begin = if is_first { "\u{feff}" } else { "" };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(begin.as_bytes().to_vec());
    if is_first {
        writer.write_record(HEADS)?;
    }
    for line in lines {
        let (no, at) = (line.no.to_string(), line.at.to_rfc3339());
        let maybe = |text: &'_ Option<String>| text.clone().unwrap_or_default();
        let (behalf, device) = (maybe(&line.on_behalf_of), maybe(&line.device));
        let (subject, scope, note) = (maybe(&line.subject), maybe(&line.scope), maybe(&line.note));
        let cells = [
            &no,
            &at,
            &line.actor,
            &line.acting_as,
            &behalf,
            &device,
            &line.origin,
            &line.action,
            &line.object_kind,
            &line.object_id,
            &subject,
            &line.ground,
            &scope,
            &line.outcome,
            &note,
            &line.hash,
        ];
        writer.write_record(cells.iter().map(|cell| guarded(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|failed| failed.into_error().into())
}
