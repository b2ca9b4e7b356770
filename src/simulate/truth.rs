//! The truth file: every event, written and synced before it may be sent. One line an event:
//!
//! `{"terminal":"…","epoch":"…","seq":1,"event":{…}}`, with `"poison":"<why>"` before `event` where it must land in
//! quarantine. Beside it, `FILE.receipts` keeps at the end of a run which of them a receipt named, so that a later run
//! that continues the file can hold the ledger to these promises too.

use anyhow::{Context as _, bail};
use contract::{Epoch, TerminalName, Why};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// The file, open for writing at its end.
#[derive(Debug)]
pub struct Truth {
    file: File,
    path: PathBuf,
}

impl Truth {
    /// Makes a new file, or with `append` continues one. An existing file is never overwritten.
    pub fn open(path: &Path, append: bool) -> anyhow::Result<Self> {
        let at = || format!("the truth file {}", path.display());
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        let mut file = match if append {
            options.create(true).truncate(false)
        } else {
            options.create_new(true)
        }
        .open(path)
        {
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => bail!(
                "{} exists already; name another file, or continue it with --append",
                path.display()
            ),
            result => result.with_context(at)?,
        };
        cut_torn_line(&mut file).with_context(at)?;
        file.sync_all().with_context(at)?;
        // A new name is durable when its folder is.
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).with_context(at)?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Writes whole lines and returns when they survive a power cut.
    pub fn write(&mut self, lines: &[u8]) -> anyhow::Result<()> {
        let at = || format!("cannot write the truth file {}", self.path.display());
        self.file.write_all(lines).with_context(at)?;
        self.file.sync_data().with_context(at)
    }
}

/// What was written when a run was killed was not synced, so it was not sent: a last line without an end goes.
fn cut_torn_line(file: &mut File) -> std::io::Result<()> {
    let length = file.metadata()?.len();
    let mut end = length;
    let mut chunk = Vec::new();
    while end > 0 {
        let start = end.saturating_sub(4096);
        file.seek(SeekFrom::Start(start))?;
        chunk.clear();
        (&mut *file).take(end - start).read_to_end(&mut chunk)?;
        if let Some(newline) = chunk.iter().rposition(|b| *b == b'\n') {
            end = start + newline as u64 + 1;
            break;
        }
        end = start;
    }
    file.set_len(end)?;
    file.seek(SeekFrom::End(0))?;
    Ok(())
}

/// The beginning of a terminal's lines, up to the number.
pub(super) fn line_start(terminal: &TerminalName, epoch: Epoch) -> String {
    format!(r#"{{"terminal":"{terminal}","epoch":"{epoch}","seq":"#)
}

/// Appends the rest of a line.
pub(super) fn line_end(text: &mut Vec<u8>, seq: u64, poison: Option<Why>, event: &str) {
    // Writing into memory cannot fail.
    let _ = match poison {
        Some(why) => writeln!(text, r#"{seq},"poison":"{why}",{EVENT}{event}}}"#),
        None => writeln!(text, "{seq},{EVENT}{event}}}"),
    };
}

const EVENT: &str = r#""event":"#;

/// A line read back.
pub(super) struct Line {
    pub(super) terminal: TerminalName,
    pub(super) epoch: Epoch,
    pub(super) seq: u64,
    pub(super) poison: Option<Why>,
    /// The event's JSON.
    pub(super) event: String,
}

/// Reads every line.
pub(super) fn read(path: &Path) -> anyhow::Result<impl Iterator<Item = anyhow::Result<Line>>> {
    #[derive(Deserialize)]
    struct Head<'a> {
        terminal: &'a str,
        epoch: Epoch,
        seq: u64,
        poison: Option<&'a str>,
    }
    fn parse(line: &str) -> anyhow::Result<Line> {
        let (head, event) =
            line.split_once(&format!(",{EVENT}")).context("a line without event")?;
        let head = format!("{head}}}");
        let head: Head<'_> = serde_json::from_str(&head)?;
        Ok(Line {
            terminal: head.terminal.parse().map_err(anyhow::Error::msg)?,
            epoch: head.epoch,
            seq: head.seq,
            poison: head.poison.map(str::parse).transpose().map_err(anyhow::Error::msg)?,
            event: event.strip_suffix('}').context("a line without end")?.to_owned(),
        })
    }
    let file = File::open(path)
        .with_context(|| format!("cannot open the truth file {}", path.display()))?;
    Ok(BufReader::new(file).lines().enumerate().map(|(number, line)| {
        line.map_err(anyhow::Error::from)
            .and_then(|line| parse(&line))
            .with_context(|| format!("line {} of the truth file", number + 1))
    }))
}

/// Which events of an epoch a receipt named: all up to `last`, without the `unreceipted`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Promise {
    pub(super) terminal: String,
    pub(super) epoch: Epoch,
    pub(super) last: u64,
    /// Ascending.
    pub(super) unreceipted: Vec<u64>,
}

impl Promise {
    pub(super) fn names(&self, seq: u64) -> bool {
        seq <= self.last && self.unreceipted.binary_search(&seq).is_err()
    }
}

fn receipts_beside(truth: &Path) -> PathBuf {
    let mut name = truth.as_os_str().to_owned();
    name.push(".receipts");
    PathBuf::from(name)
}

/// Adds the promises of a run that ended. A new truth file starts with none.
pub(super) fn keep_promises(
    truth: &Path,
    append: bool,
    promises: &[Promise],
) -> anyhow::Result<()> {
    let path = receipts_beside(truth);
    let at = || format!("cannot write {}", path.display());
    let mut text = Vec::new();
    for promise in promises {
        serde_json::to_writer(&mut text, promise)?;
        text.push(b'\n');
    }
    let mut file = OpenOptions::new()
        .create(true)
        .write(true)
        .append(append)
        .truncate(!append)
        .open(&path)
        .with_context(at)?;
    file.write_all(&text).and_then(|()| file.sync_all()).with_context(at)
}

/// The promises of every run that came to its end.
pub(super) fn promises(truth: &Path) -> anyhow::Result<Vec<Promise>> {
    let path = receipts_beside(truth);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let file = File::open(&path).with_context(|| format!("cannot open {}", path.display()))?;
    BufReader::new(file)
        .lines()
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect::<anyhow::Result<_>>()
        .with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_truth_file_is_never_overwritten_and_a_torn_line_is_cut_when_it_is_continued() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("truth.jsonl");
        let terminal: TerminalName = "site/sim-0001".parse().unwrap();
        let start = line_start(&terminal, Epoch(10));
        let line = |seq: u64, poison| {
            let mut text = start.clone().into_bytes();
            line_end(
                &mut text,
                seq,
                poison,
                &format!(r#"{{"seq":{seq},"kind":"x, \"event\":{{}}"}}"#),
            );
            text
        };
        let mut truth = Truth::open(&path, false).unwrap();
        truth.write(&line(1, None)).unwrap();
        truth.write(&line(2, Some(Why::UnknownKind))).unwrap();
        truth.write(&vec![b'x'; 9_000]).unwrap();
        assert!(Truth::open(&path, false).unwrap_err().to_string().contains("--append"));
        Truth::open(&path, true).unwrap().write(&line(3, None)).unwrap();

        let lines: Vec<Line> = read(&path).unwrap().map(Result::unwrap).collect();
        assert_eq!(lines.iter().map(|l| l.seq).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(lines[1].poison, Some(Why::UnknownKind));
        assert_eq!((&lines[2].terminal, lines[2].epoch), (&terminal, Epoch(10)));
        assert_eq!(lines[2].event, r#"{"seq":3,"kind":"x, \"event\":{}"}"#);
    }

    #[test]
    fn promises_of_several_runs_are_kept_beside_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("truth.jsonl");
        let promise = |last| Promise {
            terminal: "site/sim-0001".into(),
            epoch: Epoch(last),
            last,
            unreceipted: vec![2],
        };
        assert_eq!(promises(&path).unwrap(), []);
        keep_promises(&path, false, &[promise(3)]).unwrap();
        keep_promises(&path, true, &[promise(5)]).unwrap();
        let kept = promises(&path).unwrap();
        assert_eq!(kept, [promise(3), promise(5)]);
        assert!(kept[0].names(3) && !kept[0].names(2) && !kept[0].names(4));
    }
}
