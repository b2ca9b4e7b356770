//! An indication of what somebody's work is worth beside that of a regular worker, by the formula of the Besluit
//! loonkostensubsidie Participatiewet 2021. Input for the expert who determines it, never the wage value itself.

/// A task has this share of the week at least, to be a main task.
const LEAST_SHARE: f64 = 1.0 / 16.0;
/// And so many net seconds a day.
const LEAST_A_DAY: i64 = 1_800;
/// There are at most so many main tasks.
const MOST: usize = 5;

/// What somebody did at one task in the period: the part at stations of their own, or the part that was done together, each
/// by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// Whether what was made is this one person's.
    pub is_own: bool,
    /// Good pieces; `None` when too little was done to say.
    pub good: Option<i64>,
    /// Pieces that were rejected because of the work.
    pub rejected: i64,
    /// Net seconds.
    pub net_seconds: i64,
    /// What a regular worker makes in an hour; `None` without a norm that may be used.
    pub norm_per_hour: Option<f64>,
}

/// What a regular worker's usual values are, each a share of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usual {
    /// Pieces that are good.
    pub good: f64,
    /// Somebody's net working time, beside a regular worker's.
    pub net_working_time: f64,
}

/// One main task's share in the indication, each value a share of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Performance {
    /// Its share of all net time, at whatever task and wherever.
    pub time: f64,
    /// Pieces in a net hour.
    pub per_hour: f64,
    /// Against the norm, one at most.
    pub tempo: f64,
    /// Good pieces against the usual share, one at most.
    pub quality: f64,
    /// Net working time, one at most.
    pub net_working_time: f64,
}

impl Performance {
    /// The product.
    pub fn product(self) -> f64 {
        self.time * self.tempo * self.quality * self.net_working_time
    }
}

/// Which of these tasks are main tasks, the largest first, as places in the list. `days` are those on which somebody worked.
pub fn main_tasks(tasks: &[Done], days: i64) -> Vec<usize> {
    let all: i64 = tasks.iter().map(|task| task.net_seconds).sum();
    let mut main: Vec<(i64, usize)> = tasks
        .iter()
        .enumerate()
        .filter(|(_, task)| {
            task.net_seconds > 0
                && share(task.net_seconds, all) >= LEAST_SHARE
                && task.net_seconds >= days.max(1) * LEAST_A_DAY
        })
        .map(|(place, task)| (-task.net_seconds, place))
        .collect();
    main.sort_unstable();
    main.into_iter().take(MOST).map(|(_, place)| place).collect()
}

/// How a task was done, of all net seconds; `None` when there is too little to say it by, when it was done together with
/// others, or without a norm.
pub fn performance(task: &Done, all_seconds: i64, usual: Usual) -> Option<Performance> {
    let (good, norm) = (task.good?, task.norm_per_hour.filter(|norm| *norm > 0.0)?);
    let made = good + task.rejected;
    if !task.is_own || task.net_seconds <= 0 || made <= 0 || usual.good <= 0.0 {
        return None;
    }
    let per_hour = share(good * 3_600, task.net_seconds);
    Some(Performance {
        time: share(task.net_seconds, all_seconds),
        per_hour,
        tempo: (per_hour / norm).min(1.0),
        quality: (share(good, made) / usual.good).min(1.0),
        net_working_time: usual.net_working_time.min(1.0),
    })
}

/// The share of all net time that these tasks take.
pub fn time(tasks: &[Performance]) -> f64 {
    tasks.iter().map(|task| task.time).sum()
}

/// The sum of the products over the time of these tasks, in whole hundredths: what is too small to be a main task says nothing
/// for or against anybody. `None` of no time.
pub fn indication(tasks: &[Performance]) -> Option<i64> {
    let (sum, time) = (tasks.iter().map(|task| task.product()).sum::<f64>(), time(tasks));
    if time <= 0.0 {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a weighted mean of shares lies between 0 and 1"
    )]
    let whole = (sum / time * 100.0).round() as i64;
    Some(whole)
}

/// A part of a whole; of nothing it is all.
pub fn share(part: i64, of: i64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "pieces and seconds of weeks are exact in a float"
    )]
    let share = part as f64 / of.max(1) as f64;
    share
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(good: i64, rejected: i64, net_seconds: i64, norm: f64) -> Done {
        Done { is_own: true, good: Some(good), rejected, net_seconds, norm_per_hour: Some(norm) }
    }

    #[test]
    fn the_official_example_of_tempo() {
        let task = done(70, 0, 3_600, 80.0);
        let usual = Usual { good: 1.0, net_working_time: 1.0 };
        let performance = performance(&task, 3_600, usual).unwrap();
        assert!((performance.tempo - 0.875).abs() < 1e-12);
        assert_eq!(indication(&[performance]), Some(88), "87.5 is rounded to whole hundredths");
    }

    #[test]
    fn the_worked_example_comes_to_61() {
        let fold = Performance {
            time: 0.6,
            per_hour: 50.0,
            tempo: 50.0 / 80.0,
            quality: 0.99,
            net_working_time: 0.9,
        };
        let label =
            Performance { time: 0.4, per_hour: 48.0, tempo: 48.0 / 60.0, quality: 0.97, ..fold };
        assert!((fold.product() - 0.3341).abs() < 5e-5, "{}", fold.product());
        assert!((label.product() - 0.2794).abs() < 5e-5, "{}", label.product());
        assert!((fold.product() + label.product() - 0.6135).abs() < 5e-5);
        assert_eq!(indication(&[fold, label]), Some(61));
        // The same from counts: 60 and 40 hours, 50 and 48 good an hour, 98 and 96 of 100 good where 99 is usual.
        let usual = Usual { good: 0.99, net_working_time: 0.9 };
        let counted = [done(3_000, 61, 60 * 3_600, 80.0), done(1_920, 80, 40 * 3_600, 60.0)];
        let all = 100 * 3_600;
        let both: Vec<_> =
            counted.iter().filter_map(|task| performance(task, all, usual)).collect();
        assert!((both[0].quality - 0.99).abs() < 1e-3 && (both[1].quality - 0.97).abs() < 1e-3);
        assert_eq!(indication(&both), Some(61));
    }

    #[test]
    fn more_than_the_norm_counts_as_the_norm() {
        let usual = Usual { good: 0.9, net_working_time: 1.2 };
        let best = performance(&done(200, 0, 3_600, 80.0), 3_600, usual).unwrap();
        assert_eq!((best.tempo, best.quality, best.net_working_time), (1.0, 1.0, 1.0));
        assert_eq!(indication(&[best]), Some(100));
    }

    #[test]
    fn without_a_norm_or_enough_work_there_is_no_tempo() {
        let usual = Usual { good: 1.0, net_working_time: 1.0 };
        let full = done(70, 0, 3_600, 80.0);
        for less in [
            Done { norm_per_hour: None, ..full.clone() },
            Done { good: None, ..full.clone() },
            Done { net_seconds: 0, ..full.clone() },
            Done { is_own: false, ..full.clone() },
            Done { good: Some(0), ..full },
        ] {
            assert_eq!(performance(&less, 3_600, usual), None, "{less:?}");
        }
        assert_eq!(indication(&[]), None, "no main task is no zero");
    }

    /// 36 of 40 hours are main tasks; the sum is over those, and the table tells the shares of all 40.
    #[test]
    fn shares_are_of_all_time_and_the_sum_is_over_main_tasks() {
        let usual = Usual { good: 1.0, net_working_time: 1.0 };
        let tasks = [done(40 * 27, 0, 27 * 3_600, 80.0), done(60 * 9, 0, 9 * 3_600, 80.0)];
        let told: Vec<_> =
            tasks.iter().filter_map(|task| performance(task, 40 * 3_600, usual)).collect();
        assert!((told[0].time - 0.675).abs() < 1e-12 && (told[1].time - 0.225).abs() < 1e-12);
        // 0,675 × 0,5 and 0,225 × 0,75 are 0,50625, of 0,9.
        assert!((time(&told) - 0.9).abs() < 1e-12);
        assert_eq!(indication(&told), Some(56));
    }

    #[test]
    fn a_main_task_has_a_sixteenth_of_the_week_and_half_an_hour_a_day() {
        let of = |hours: &[i64]| -> Vec<Done> {
            hours.iter().map(|hours| done(1, 0, hours * 3_600, 80.0)).collect()
        };
        // A sixteenth of 160 is 10; 20 days of half an hour are 10 hours too.
        assert_eq!(main_tasks(&of(&[60, 10, 9, 81]), 20), [3, 0, 1]);
        assert_eq!(
            main_tasks(&of(&[60, 10, 9, 81]), 21),
            [3, 0],
            "10 hours in 21 days is less than half an hour a day"
        );
        assert_eq!(main_tasks(&of(&[20, 21, 22, 23, 24, 25]), 10), [5, 4, 3, 2, 1], "five at most");
        assert!(main_tasks(&[], 0).is_empty());
    }
}
