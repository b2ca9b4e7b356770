//! Asking for a set of ids with one statement both engines know: sixteen at a time, in as many placeholders. A statement
//! with a list of its own length would be made at run time, and one query an id would ask three hundred times.

use super::Value;

/// How many ids one statement asks for.
const SLOTS: usize = 16;

/// The ids in sixteens; the last is filled up with `""`, which is nobody's id. Empty ids are left out.
pub fn slots<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<[&'a str; SLOTS]> {
    let mut ids: Vec<_> = ids.into_iter().filter(|id| !id.is_empty()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.chunks(SLOTS)
        .map(|chunk| std::array::from_fn(|i| chunk.get(i).copied().unwrap_or_default()))
        .collect()
}

/// Other values in sixteens; the last is filled up with its last value, which asks for nothing more.
pub fn sixteens<T: Copy>(values: &[T]) -> Vec<[T; SLOTS]> {
    let filled = |chunk: &[T]| {
        let last = *chunk.last()?;
        Some(std::array::from_fn(|i| chunk.get(i).copied().unwrap_or(last)))
    };
    values.chunks(SLOTS).filter_map(filled).collect()
}

/// A sixteen as the values of `$1` to `$16`.
pub fn bound<T: Value>(slots: &[T; SLOTS]) -> [&dyn Value; SLOTS] {
    std::array::from_fn(|i| &slots[i] as &dyn Value)
}

/// One value and a sixteen as the values of `$1` to `$17`.
pub fn bound_after<'a, T: Value>(
    first: &'a dyn Value,
    slots: &'a [T; SLOTS],
) -> [&'a dyn Value; SLOTS + 1] {
    std::array::from_fn(|i| if i == 0 { first } else { &slots[i - 1] as &dyn Value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_id_is_asked_for_once() {
        let ids: Vec<_> = (0..40).map(|i| format!("id-{}", i % 20)).collect();
        let slots = slots(ids.iter().map(String::as_str).chain([""]));
        assert_eq!(slots.len(), 2);
        assert_eq!(slots.iter().flatten().filter(|id| !id.is_empty()).count(), 20);
        assert!(super::slots([""]).is_empty());
        assert!(sixteens::<i64>(&[]).is_empty());
        let numbers: Vec<i64> = (1..=20).collect();
        let sixteens = sixteens(&numbers);
        assert_eq!(sixteens[0].to_vec(), numbers[..16]);
        assert_eq!(sixteens[1], [17, 18, 19, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20]);
    }
}
