//! What is sold and to whom, as rows.

use super::{MONEY, money, optional_day, text, word};
use crate::exchange::Record;
use crate::exchange::cells::Cells;
use crate::floor::places::Municipality;
use crate::number;
use crate::orders::sales::{BusinessLine, Client, Order, OrderLine, OrderStatus};
use crate::orders::terms::Pricing;

/// With at most this many pieces at most this dear, no line's value overflows.
const MOST_PIECES: i64 = 100_000_000;
const MOST_A_PIECE: i64 = 1_000_000 * 10_000;
/// Decimals of planned hours: with these every whole second is read back as it was.
const HOURS: u32 = 4;
const HOUR: i64 = 10_000;

const STATUSES: &[(&str, &str, OrderStatus)] =
    &[("open", "lopend", OrderStatus::Open), ("closed", "gesloten", OrderStatus::Closed)];
const PRICINGS: &[(&str, &str, Pricing)] = &[
    ("piece", "stuk", Pricing::Piece),
    ("hour", "uur", Pricing::Hour),
    ("fixed", "vast", Pricing::Fixed),
];
const BUSINESS_LINES: &[(&str, &str, BusinessLine)] = &[
    ("packaging", "verpakken", BusinessLine::Packaging),
    ("assembly", "montage", BusinessLine::Assembly),
    ("electro", "elektro", BusinessLine::Electro),
    ("metal", "metaal", BusinessLine::Metal),
    ("wood", "hout", BusinessLine::Wood),
    ("textile", "textiel", BusinessLine::Textile),
    ("laundry", "wasserij", BusinessLine::Laundry),
    ("mail_print", "post", BusinessLine::MailPrint),
    ("green", "groen", BusinessLine::Green),
    ("cleaning", "schoonmaak", BusinessLine::Cleaning),
    ("catering", "catering", BusinessLine::Catering),
    ("thrift", "kringloop", BusinessLine::Thrift),
    ("logistics", "logistiek", BusinessLine::Logistics),
    ("bikes", "fietsen", BusinessLine::Bikes),
    ("secondment", "detachering", BusinessLine::Secondment),
];

impl Record for Client {
    const FILE: &'static str = "clients.csv";
    const COLUMNS: &'static [&'static str] = &["id", "name", "municipality"];
    const OPTIONAL: &'static [&'static str] = &["municipality"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, name) = (row.own_number("id"), row.name("name"));
        let municipality = row.optional_reference::<Municipality>("municipality");
        Some(Self { id: id?, name: name?, municipality: municipality? })
    }

    fn write(&self) -> Vec<String> {
        vec![self.id.clone(), self.name.clone(), text(self.municipality.as_ref())]
    }

    fn keep(&mut self, had: &Self, left_out: &[&'static str]) {
        if left_out.contains(&"municipality") {
            self.municipality.clone_from(&had.municipality);
        }
    }
}

impl Record for Order {
    const FILE: &'static str = "orders.csv";
    const COLUMNS: &'static [&'static str] =
        &["id", "client", "name", "due_date", "status", "business_line", "closed_day"];
    const OPTIONAL: &'static [&'static str] = &["business_line", "closed_day"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, client) = (row.own_number("id"), row.reference::<Client>("client"));
        let (name, due_date) = (row.name("name"), row.optional_day("due_date"));
        let status = row.word("status", STATUSES);
        let business_line = row.optional_word("business_line", BUSINESS_LINES);
        let closed = row.optional_day("closed_day");
        if status == Some(OrderStatus::Open) && closed.is_some_and(|closed| closed.is_some()) {
            row.mismatch("closed_day", "import.open_and_closed");
            return None;
        }
        Some(Self {
            id: id?,
            client: client?,
            name: name?,
            due_date: due_date?,
            status: status?,
            business_line: business_line?.unwrap_or_default(),
            closed: closed?,
        })
    }

    fn write(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.client.clone(),
            self.name.clone(),
            optional_day(self.due_date),
            word(STATUSES, &self.status),
            word(BUSINESS_LINES, &self.business_line),
            optional_day(self.closed),
        ]
    }

    fn keep(&mut self, had: &Self, left_out: &[&'static str]) {
        if left_out.contains(&"business_line") {
            self.business_line = had.business_line;
        }
        // One that runs again is no longer closed.
        if left_out.contains(&"closed_day") && self.status == OrderStatus::Closed {
            self.closed = had.closed;
        }
    }
}

impl Record for OrderLine {
    const FILE: &'static str = "order_lines.csv";
    const COLUMNS: &'static [&'static str] =
        &["id", "order", "name", "quantity", "unit_price", "pricing", "planned_hours"];
    const OPTIONAL: &'static [&'static str] = &["pricing", "planned_hours"];

    fn key(&self) -> Vec<String> {
        vec![self.id.clone()]
    }

    fn read(row: &mut Cells<'_>) -> Option<Self> {
        let (id, order) = (row.own_number("id"), row.reference::<Order>("order"));
        let (name, quantity) = (row.name("name"), row.whole("quantity", 1..=MOST_PIECES));
        let unit_price = row.decimal("unit_price", MONEY, 0..=MOST_A_PIECE);
        let pricing = row.optional_word("pricing", PRICINGS);
        let hours = row.optional_decimal("planned_hours", HOURS, HOUR / 100..=1_000_000 * HOUR);
        Some(Self {
            id: id?,
            order: order?,
            name: name?,
            quantity: quantity?,
            unit_price: unit_price?,
            pricing: pricing?.unwrap_or_default(),
            planned_seconds: hours?.map(|hours| (hours * 3_600 + HOUR / 2) / HOUR),
        })
    }

    fn write(&self) -> Vec<String> {
        let hours =
            |seconds: i64| number::write((seconds * HOUR + 1_800) / 3_600, HOURS, 0).to_string();
        vec![
            self.id.clone(),
            self.order.clone(),
            self.name.clone(),
            self.quantity.to_string(),
            money(self.unit_price),
            word(PRICINGS, &self.pricing),
            self.planned_seconds.map(hours).unwrap_or_default(),
        ]
    }

    fn keep(&mut self, had: &Self, left_out: &[&'static str]) {
        if left_out.contains(&"pricing") {
            self.pricing = had.pricing;
        }
        if left_out.contains(&"planned_hours") {
            self.planned_seconds = had.planned_seconds;
        }
    }
}
