//! What others made and we ship: only what `src/web/assets/vendor.sh` made of their packages, each with its licence.

use super::source::{root, service};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn vendor() -> PathBuf {
    root().join("src/web/assets/vendor")
}

/// Nobody mends a vendored file by hand, and each came with its licence.
#[test]
fn vendored_files_are_as_the_script_made_them() {
    let sums = std::fs::read_to_string(vendor().join("SHA256SUMS")).unwrap();
    let mut listed = BTreeSet::from(["SHA256SUMS".to_owned()]);
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        let digest = Sha256::digest(std::fs::read(vendor().join(name)).unwrap());
        let found = werkvloer::id::hex(&digest);
        assert_eq!(found, sum, "{name} was changed: run src/web/assets/vendor.sh instead");
        listed.insert(name.to_owned());
    }
    for of in ["atkinson", "htmx", "tabler"] {
        assert!(listed.contains(&format!("LICENCE-{of}")), "{of}");
    }
    let mut found = BTreeSet::new();
    for (folder, under) in [(vendor(), ""), (vendor().join("icons"), "icons/")] {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                found.insert(format!("{under}{}", entry.file_name().to_str().unwrap()));
            }
        }
    }
    assert_eq!(found, listed);
}

/// A class that was left out of the stylesheet would look like nothing at all.
#[test]
fn every_class_of_the_design_system_that_pages_use_is_there() {
    let style = std::fs::read_to_string(vendor().join("utrecht.css")).unwrap();
    assert!(style.contains("@license EUPL-1.2"));
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
    // Classes that the design system names and gives no style of its own.
    let unstyled = ["utrecht-checkbox", "utrecht-radio-button"];
    let mut missing = BTreeSet::new();
    for source in service() {
        for rest in source.text.split("utrecht-").skip(1) {
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let class = format!("utrecht-{}", rest[..end].trim_end_matches(['-', '_']));
            if !style.contains(&format!(".{class}")) && !unstyled.contains(&class.as_str()) {
                missing.insert(class);
            }
        }
    }
    assert!(
        missing.is_empty(),
        "run src/web/assets/vendor.sh; or there is no such class: {missing:?}"
    );
}
