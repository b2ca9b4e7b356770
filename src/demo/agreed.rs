//! What was agreed with clients, and what came of it: prices of every kind, costs, invoices, and the day an order was closed.
//!
//! An order is closed on the day of its last invoice: what is made and not invoiced is work in progress until then.

use super::dice::Dice;
use super::words::{MUNICIPALITIES, Trade};
use super::work::Past;
use crate::exchange::Company;
use crate::orders::billing::{Cost, CostKind, Invoice, LinePrice};
use crate::orders::sales::{BusinessLine, OrderLine};
use crate::orders::terms::Pricing;
use chrono::NaiveDate;

/// Ten-thousandths in a cent.
const CENT: i64 = 100;
/// Ten-thousandths in a euro.
const EURO: i64 = 10_000;

/// An order is paid for at most this many working days after the one on which it was done.
const SOON: i64 = 3;

/// Who orders, what kind of work, and which articles: a municipality orders what it needs, where that is made.
pub(super) fn client<'a>(
    company: &Company,
    seed: u64,
    (order, picked): (&str, String),
    trade: &'a Trade,
) -> (String, BusinessLine, &'a [&'a str]) {
    let companies = company.clients.len() - MUNICIPALITIES.len();
    let (others, municipalities) = company.clients.split_at(companies);
    let mut dice = Dice::about(seed, &["client", order]);
    match &trade.municipal {
        Some((line, articles)) if dice.chance(150) => {
            (dice.pick(municipalities).id.clone(), *line, articles)
        }
        _ if municipalities.iter().any(|client| client.id == picked) => {
            (dice.pick(others).id.clone(), trade.line, &trade.articles)
        }
        _ => (picked, trade.line, &trade.articles),
    }
}

/// The order that was added last, as what is agreed of it needs it.
pub(super) struct Agreed {
    /// Where its lines begin among all of them.
    pub(super) first_line: usize,
    /// The working day it begins on, counted from today, and how many each line takes.
    pub(super) begun: (i64, Vec<i64>),
    /// Whether it still asks for work.
    pub(super) is_open: bool,
}

/// Agrees on prices, and tells what was bought and invoiced; gives what each line should bring in.
pub(super) fn settle<D: Fn(i64) -> NaiveDate>(
    company: &mut Company,
    seed: u64,
    agreed: &Agreed,
    past: &Past<D>,
) -> Vec<i64> {
    let (mut from, lengths) = (agreed.begun.0, &agreed.begun.1);
    let order = company.orders.last().map(|order| order.id.clone()).unwrap_or_default();
    let end = from + lengths.iter().sum::<i64>();
    let mut dice = Dice::about(seed, &["books", &order]);
    // Soon, and before today.
    let paid = end + dice.between(0, SOON.min(-1 - end).max(0));
    let in_parts = dice.chance(250);
    let mut values = Vec::new();
    for (number, days) in (agreed.first_line..).zip(lengths) {
        let to = from + days - 1;
        let line = &mut company.order_lines[number];
        let mut dice = Dice::about(seed, &["agreed", &line.id]);
        let change = agree(line, &mut dice, *days);
        let value = value(line, change);
        values.push(value);
        if let Some(price) = change {
            let (line, valid_from) = (line.id.clone(), (past.date)(from + days / 2));
            company.line_prices.push(LinePrice { line, valid_from, price });
        }
        let line = line.id.clone();
        let mut books = Books { company, dice, line, past, order: &order };
        if (-past.books..=0).contains(&from) {
            books.costs(from, value);
            // A line that is done before the order is may be invoiced by itself.
            let early = (to + 1 < end && books.dice.chance(600))
                .then(|| books.dice.between(to + 1, end - 1));
            match early {
                Some(day) if day < 0 && (end > 0 || !agreed.is_open) => {
                    let number = format!("F{}", books.line);
                    books.invoice(number, day, value);
                }
                None if !agreed.is_open => {
                    books.invoice_all(value, (end, paid), in_parts);
                }
                _ => {}
            }
        }
        from += days;
    }
    if let Some(order) = company.orders.last_mut().filter(|_| !agreed.is_open) {
        order.closed = Some((past.date)(paid));
    }
    values
}

/// Settles what is paid for; gives the price that holds from half-way on, if there is one.
fn agree(line: &mut OrderLine, dice: &mut Dice, days: i64) -> Option<i64> {
    let whole = line.quantity * line.unit_price;
    if dice.chance(50) {
        line.pricing = Pricing::Fixed;
        line.unit_price = (whole / (5 * EURO) * 5 * EURO).max(5 * EURO);
    } else if dice.chance(90) {
        line.pricing = Pricing::Hour;
        let planned = line.planned_seconds.unwrap_or(3_600);
        line.unit_price =
            (whole * 3_600 / planned / (EURO / 4) * (EURO / 4)).clamp(4 * EURO, 40 * EURO);
    } else if days >= 4 && dice.chance(100) {
        return Some((line.unit_price * dice.between(102, 108) / 100).max(line.unit_price + 25));
    }
    None
}

/// What a line brings in when everything goes as agreed, in whole cents.
fn value(line: &OrderLine, change: Option<i64>) -> i64 {
    let whole = match (line.pricing, change) {
        (Pricing::Fixed, _) => line.unit_price,
        (Pricing::Hour, _) => line.planned_seconds.unwrap_or(0) * line.unit_price / 3_600,
        (Pricing::Piece, None) => line.quantity * line.unit_price,
        (Pricing::Piece, Some(price)) => {
            let half = line.quantity / 2;
            half * line.unit_price + (line.quantity - half) * price
        }
    };
    cents(whole)
}

fn cents(amount: i64) -> i64 {
    (amount + CENT / 2) / CENT * CENT
}

/// The books, as they grow for a line.
struct Books<'a, D: Fn(i64) -> NaiveDate> {
    company: &'a mut Company,
    dice: Dice,
    line: String,
    past: &'a Past<D>,
    order: &'a str,
}

impl<D: Fn(i64) -> NaiveDate> Books<'_, D> {
    /// What was bought for a line of this value that begins on a working day.
    fn costs(&mut self, from: i64, value: i64) {
        if self.dice.chance(330) {
            let share = self.dice.between(8, 30);
            self.cost("m", (from, CostKind::Material), value * share / 100);
        }
        if self.dice.chance(40) {
            let share = self.dice.between(10, 25);
            self.cost("u", ((from + 1).min(0), CostKind::Subcontract), value * share / 100);
        }
        if self.dice.chance(120) {
            let cents = self.dice.between(1_500, 9_500);
            self.cost("v", ((from + 1).min(0), CostKind::Transport), cents * CENT);
        }
    }

    fn cost(&mut self, letter: &str, (day, kind): (i64, CostKind), amount: i64) {
        let (id, line) = (format!("{}{letter}", self.line), self.line.clone());
        let day = (self.past.date)(day);
        self.company.costs.push(Cost { id, line, day, kind, amount: cents(amount) });
    }

    /// An order that is done, from the day after, until it is paid.
    fn invoice_all(&mut self, value: i64, (end, paid): (i64, i64), in_parts: bool) {
        let first = if in_parts && paid > end { cents(value * 6 / 10) } else { 0 };
        if first > 0 {
            self.invoice(format!("A{}", self.order), end, first);
        }
        self.invoice(format!("F{}", self.order), paid, value - first);
        if self.dice.chance(15) {
            let back = cents(value * self.dice.between(4, 15) / 100);
            self.invoice(format!("C{}", self.order), paid, -back.max(CENT));
        }
    }

    fn invoice(&mut self, invoice: String, day: i64, amount: i64) {
        let (line, day) = (self.line.clone(), (self.past.date)(day));
        self.company.invoices.push(Invoice { invoice, line, day, amount });
    }
}

#[cfg(test)]
mod tests {
    use crate::demo::work::group_of;
    use crate::demo::{company, company_since};
    use crate::exchange::Company;
    use crate::orders::sales::{Order, OrderLine, OrderStatus};
    use crate::orders::terms::Pricing;
    use chrono::NaiveDate;
    use std::collections::{BTreeMap, HashMap, HashSet};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    fn permille(part: usize, of: usize) -> usize {
        part * 1_000 / of
    }

    fn by_line(company: &Company) -> HashMap<&str, &Order> {
        let orders: HashMap<_, _> = company.orders.iter().map(|o| (o.id.as_str(), o)).collect();
        let order = |line: &OrderLine| orders[line.order.as_str()];
        company.order_lines.iter().map(|line| (line.id.as_str(), order(line))).collect()
    }

    #[test]
    fn some_of_everything_is_agreed() {
        let company = company(1, 1_000, today());
        let lines = company.order_lines.len();
        let count = |pricing| company.order_lines.iter().filter(|l| l.pricing == pricing).count();
        assert!((35..65).contains(&permille(count(Pricing::Fixed), lines)));
        assert!((65..105).contains(&permille(count(Pricing::Hour), lines)));
        assert!((30..80).contains(&permille(company.line_prices.len(), lines)));
        assert!((280..500).contains(&permille(company.costs.len(), lines)));
        assert!(company.order_lines.iter().all(|line| line.planned_seconds >= Some(60)));
        let kinds: HashSet<String> =
            company.orders.iter().map(|o| format!("{:?}", o.business_line)).collect();
        assert_eq!(kinds.len(), 8, "{kinds:?}");
        let municipal = company.clients.iter().filter(|c| c.name.starts_with("Gemeente ")).count();
        assert_eq!(municipal, 3);
    }

    #[test]
    fn what_is_closed_is_invoiced_by_then() {
        let company = company(1, 1_000, today());
        let orders = by_line(&company);
        let mut invoiced: BTreeMap<&str, i64> = BTreeMap::new();
        let mut in_the_end: BTreeMap<&str, bool> = BTreeMap::new();
        for invoice in &company.invoices {
            let order = orders[invoice.line.as_str()];
            assert!(invoice.day < today() && invoice.amount % 100 == 0);
            if let Some(closed) = order.closed {
                assert!(invoice.day <= closed, "{invoice:?}");
                let last = Some(invoice.day) > order.due_date;
                *in_the_end.entry(&order.id).or_default() |= last;
            }
            *invoiced.entry(&invoice.line).or_default() += invoice.amount;
        }
        let in_time = in_the_end.values().filter(|last| **last).count();
        assert!(permille(in_time, in_the_end.len()) > 900, "{in_time} of {}", in_the_end.len());
        let mut days: BTreeMap<&str, NaiveDate> = BTreeMap::new();
        for invoice in &company.invoices {
            assert_eq!(
                *days.entry(&invoice.invoice).or_insert(invoice.day),
                invoice.day,
                "one day"
            );
        }
        for order in &company.orders {
            assert_eq!(order.status == OrderStatus::Open, order.closed.is_none(), "{order:?}");
        }
        let mut exact = 0;
        for line in company.order_lines.iter().filter(|l| l.pricing == Pricing::Piece) {
            let whole = (line.quantity * line.unit_price + 50) / 100 * 100;
            exact += usize::from(invoiced.get(line.id.as_str()) == Some(&whole));
        }
        assert!(permille(exact, invoiced.len()) > 750, "{exact} of {}", invoiced.len());
    }

    #[test]
    fn three_orders_have_a_story() {
        for seed in [1, 2, crate::demo::prepare::SEED] {
            let company = company(seed, 1_000, today());
            let told = |matter: &str| {
                let mut found = company.orders.iter().filter(|o| o.name.ends_with(matter));
                let order = found.next().unwrap_or_else(|| panic!("{matter} of seed {seed}"));
                assert!(found.next().is_none() && order.status == OrderStatus::Open);
                order.due_date.unwrap()
            };
            assert!(told("(te laat)") < today() - chrono::Days::new(6));
            assert!(told("(wordt krap)") > today());
            told("(kost veel uren)");
        }
    }

    #[test]
    fn ten_years_have_orders_all_along() {
        let company = company_since(1, 200, today(), 2_600);
        let year = crate::demo::company(1, 200, today());
        let last = |company: &Company| company.orders.last().cloned();
        assert_eq!((last(&company), &company.assignments), (last(&year), &year.assignments));
        let numbers: HashSet<_> = company.orders.iter().map(|o| &o.id).collect();
        assert_eq!(numbers.len(), company.orders.len());
        let groups = company.groups.len();
        let mut due: BTreeMap<usize, Vec<NaiveDate>> = BTreeMap::new();
        for order in &company.orders {
            due.entry(group_of(&order.id, groups).unwrap()).or_default().extend(order.due_date);
        }
        assert_eq!(due.len(), groups);
        for days in due.values() {
            assert!(days[0] < crate::demo::working_day(today(), -2_600));
            assert!(days.windows(2).all(|two| two[0] < two[1]), "an order follows another");
        }
        let first = company.budgets.iter().map(|budget| budget.month).min();
        assert!(first <= NaiveDate::from_ymd_opt(2016, 8, 1));
    }
}
