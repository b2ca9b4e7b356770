//! Every dashboard there is: those that come with the program, and those of the company's own folder, which add to them or
//! take their place. The folder is looked at again when a page is asked for; a file that is broken says so on its own page,
//! and nothing else stops.

use super::check::{check, is_name};
use super::file::{File, Mistake};
use super::sql::Sound;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// The dashboards that come with the program.
pub const SHIPPED: &[(&str, &str)] = &[
    ("bezetting", include_str!("../../dashboards/bezetting.toml")),
    ("gemeenten", include_str!("../../dashboards/gemeenten.toml")),
    ("omzet", include_str!("../../dashboards/omzet.toml")),
    ("omzet-regels", include_str!("../../dashboards/omzet-regels.toml")),
    ("orders", include_str!("../../dashboards/orders.toml")),
];

/// The largest file that is read.
const LARGEST: u64 = 256 * 1024;

/// A dashboard that can be shown.
#[derive(Debug)]
pub struct Dashboard {
    /// Its name in addresses.
    pub name: String,
    /// What its file says.
    pub file: File,
    /// The query of each panel.
    pub queries: Vec<Sound>,
}

/// What a file turned out to be.
#[derive(Clone, Debug)]
pub enum Found {
    /// A dashboard.
    Sound(Arc<Dashboard>),
    /// A file with mistakes.
    Broken(Arc<Vec<Mistake>>),
}

/// Reads the text of a file.
pub fn read(name: &str, text: &str) -> Result<Dashboard, Vec<Mistake>> {
    let file = File::parse(text).map_err(|mistake| vec![mistake])?;
    let queries = check(text, &file)?;
    Ok(Dashboard { name: name.to_owned(), file, queries })
}

fn found(name: &str, text: &str) -> Found {
    match read(name, text) {
        Ok(dashboard) => Found::Sound(Arc::new(dashboard)),
        Err(mistakes) => Found::Broken(Arc::new(mistakes)),
    }
}

/// Every dashboard; cheap to clone.
#[derive(Clone)]
pub struct Library(Arc<Inner>);

struct Inner {
    shipped: BTreeMap<String, Found>,
    folder: Option<PathBuf>,
    own: Mutex<BTreeMap<String, Own>>,
}

/// A file of the company's own, as it was when it was last read.
struct Own {
    changed: Option<SystemTime>,
    length: u64,
    found: Found,
}

impl Library {
    /// Those that come with the program, and those of a folder.
    pub fn new(folder: Option<PathBuf>) -> Self {
        let shipped =
            SHIPPED.iter().map(|(name, text)| ((*name).to_owned(), found(name, text))).collect();
        Self(Arc::new(Inner { shipped, folder, own: Mutex::default() }))
    }

    /// Every dashboard as it is now, by name.
    pub fn all(&self) -> BTreeMap<String, Found> {
        let mut all = self.0.shipped.clone();
        all.extend(self.own());
        all
    }

    /// The one of this name.
    pub fn get(&self, name: &str) -> Option<Found> {
        self.own().remove(name).or_else(|| self.0.shipped.get(name).cloned())
    }

    /// The files of the folder; those that did not change since are not read again.
    fn own(&self) -> BTreeMap<String, Found> {
        let Some(folder) = &self.0.folder else { return BTreeMap::new() };
        let mut known = self.0.own.lock().unwrap_or_else(PoisonError::into_inner);
        let mut now = BTreeMap::new();
        // A folder that cannot be read has no files; doctor tells about it.
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Some(name) = name_of(&path) else { continue };
            let Ok(metadata) = std::fs::metadata(&path) else { continue };
            let (changed, length) = (metadata.modified().ok(), metadata.len());
            let own = match known.remove(&name) {
                Some(own) if own.changed == changed && own.length == length => own,
                _ => Own { changed, length, found: open(&name, &path) },
            };
            now.insert(name, own);
        }
        *known = now;
        known.iter().map(|(name, own)| (name.clone(), own.found.clone())).collect()
    }
}

/// The name of a dashboard's file.
pub fn name_of(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?.strip_suffix(".toml")?;
    is_name(name).then(|| name.to_owned())
}

fn open(name: &str, path: &Path) -> Found {
    match text_of(path) {
        Ok(text) => found(name, &text),
        Err(mistake) => Found::Broken(Arc::new(vec![mistake])),
    }
}

/// What a file says, when it is one and not too large.
pub fn text_of(path: &Path) -> Result<String, Mistake> {
    let whole = |what: String| Mistake { line: 0, column: 0, what };
    let unreadable = |error: std::io::Error| whole(format!("the file cannot be read: {error}"));
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    // Reading a pipe would wait for its other end.
    if !metadata.is_file() {
        return Err(whole("this is no file".to_owned()));
    }
    let length = metadata.len();
    if length > LARGEST {
        return Err(whole(format!("the file has {length} bytes; at most {LARGEST} are read")));
    }
    std::fs::read_to_string(path).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_file_is_sound() {
        for (name, text) in SHIPPED {
            assert!(is_name(name));
            if let Err(mistakes) = read(name, text) {
                panic!("{name}: {mistakes:?}");
            }
        }
    }
}
