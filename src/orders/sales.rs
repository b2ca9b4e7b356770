//! Clients and their orders: what is asked, how many, at which price.

use super::tasks::keep_works;
use super::terms::{Pricing, mark_lines};
use crate::db::{Tx, Value, bound, row, slots, words};
use chrono::NaiveDate;
use std::collections::BTreeMap;

row! {
    /// A company we work for.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Client {
        /// The client's number.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Id of the municipality that it is or belongs to.
        pub municipality: Option<String> = "municipality_id",
    }
}

words! {
    /// What kind of work an order is.
    #[derive(Default)]
    pub enum BusinessLine {
        /// Packing and repacking.
        #[default]
        Packaging = "packaging",
        /// Putting parts together.
        Assembly = "assembly",
        /// Cables and devices.
        Electro = "electro",
        /// Metal work.
        Metal = "metal",
        /// Wood work.
        Wood = "wood",
        /// Sewing and finishing.
        Textile = "textile",
        /// Washing.
        Laundry = "laundry",
        /// Mailings, print and scanning.
        MailPrint = "mail_print",
        /// Parks and gardens.
        Green = "green",
        /// Cleaning.
        Cleaning = "cleaning",
        /// Meals and canteens.
        Catering = "catering",
        /// Second-hand goods.
        Thrift = "thrift",
        /// Storing and sending.
        Logistics = "logistics",
        /// Bicycles.
        Bikes = "bikes",
        /// Work at the client's.
        Secondment = "secondment",
    }
}

words! {
    /// Whether an order still asks for work.
    pub enum OrderStatus {
        /// Work is to be done.
        Open = "open",
        /// Made and delivered, or withdrawn.
        Closed = "closed",
    }
}

row! {
    /// An order of a client.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Order {
        /// The order's number.
        pub id: String,
        /// The client's number.
        pub client: String = "client_id",
        /// What it is about.
        pub name: String,
        /// The day it was promised for.
        pub due_date: Option<NaiveDate> = "due_day",
        /// Whether it still asks for work.
        pub status: OrderStatus,
        /// What kind of work it is.
        pub business_line: BusinessLine,
        /// The first day on which it no longer asked for work; an open order has none, a closed one perhaps an unknown one.
        pub closed: Option<NaiveDate> = "closed_day",
    }
}

row! {
    /// One article of an order.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct OrderLine {
        /// Its number, unique over all orders.
        pub id: String,
        /// The order's number.
        pub order: String = "order_id",
        /// The article.
        pub name: String,
        /// Pieces asked.
        pub quantity: i64,
        /// Ten-thousandths of a euro for what `pricing` says, until the first [`super::billing::LinePrice`].
        pub unit_price: i64,
        /// What the price is the price of.
        pub pricing: Pricing,
        /// The work that was calculated for the quote, in seconds of all people together.
        pub planned_seconds: Option<i64>,
    }
}

/// Every client.
pub async fn clients(tx: &mut Tx) -> sqlx::Result<Vec<Client>> {
    tx.all("select id, name, municipality_id from client", &[]).await
}

/// Adds clients, or changes those that exist.
pub async fn store_clients(tx: &mut Tx, rows: &[&Client]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 3]> =
        rows.iter().map(|c| [&c.id as &dyn Value, &c.name, &c.municipality]).collect();
    tx.insert_many(
        "insert into client (id, name, municipality_id)",
        "on conflict (id) do update set name = excluded.name, municipality_id = excluded.municipality_id",
        &rows,
    )
    .await
}

/// Every order.
pub async fn orders(tx: &mut Tx) -> sqlx::Result<Vec<Order>> {
    tx.all(
        "select id, client_id, name, due_day, status, business_line, closed_day from client_order",
        &[],
    )
    .await
}

/// Marks the lines of orders that become another kind of work than they were.
async fn mark_other_work(tx: &mut Tx, rows: &[&Order]) -> sqlx::Result<()> {
    let mut was: BTreeMap<String, BusinessLine> = BTreeMap::new();
    for some in slots(rows.iter().map(|order| order.id.as_str())) {
        let found: Vec<(String, BusinessLine)> = tx
            .all(
                "select id, business_line from client_order
                  where id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                &bound(&some),
            )
            .await?;
        was.extend(found);
    }
    let other = rows.iter().filter(|o| was.get(&o.id).is_some_and(|was| *was != o.business_line));
    for order in other {
        let lines: Vec<(String,)> =
            tx.all("select id from order_line where order_id = $1", &[&order.id]).await?;
        mark_lines(tx, lines.iter().map(|(line,)| line.as_str())).await?;
    }
    Ok(())
}

/// Adds orders, or changes those that exist.
pub async fn store_orders(tx: &mut Tx, rows: &[&Order]) -> sqlx::Result<()> {
    mark_other_work(tx, rows).await?;
    let rows: Vec<[&dyn Value; 7]> = rows
        .iter()
        .map(|o| {
            let row: [&dyn Value; 7] =
                [&o.id, &o.client, &o.name, &o.due_date, &o.status, &o.business_line, &o.closed];
            row
        })
        .collect();
    tx.insert_many(
        "insert into client_order (id, client_id, name, due_day, status, business_line, closed_day)",
        "on conflict (id) do update set client_id = excluded.client_id, name = excluded.name, \
         due_day = excluded.due_day, status = excluded.status, business_line = excluded.business_line, \
         closed_day = excluded.closed_day",
        &rows,
    )
    .await?;
    if rows.is_empty() { Ok(()) } else { keep_works(tx).await }
}

/// Every order line.
pub async fn lines(tx: &mut Tx) -> sqlx::Result<Vec<OrderLine>> {
    tx.all(
        "select id, order_id, name, quantity, unit_price, pricing, planned_seconds from order_line",
        &[],
    )
    .await
}

/// Adds order lines, or changes those that exist.
pub async fn store_lines(tx: &mut Tx, rows: &[&OrderLine]) -> sqlx::Result<()> {
    mark_lines(tx, rows.iter().map(|line| line.id.as_str())).await?;
    let rows: Vec<[&dyn Value; 7]> = rows
        .iter()
        .map(|l| {
            let row: [&dyn Value; 7] = [
                &l.id,
                &l.order,
                &l.name,
                &l.quantity,
                &l.unit_price,
                &l.pricing,
                &l.planned_seconds,
            ];
            row
        })
        .collect();
    tx.insert_many(
        "insert into order_line (id, order_id, name, quantity, unit_price, pricing, planned_seconds)",
        "on conflict (id) do update set order_id = excluded.order_id, name = excluded.name, \
         quantity = excluded.quantity, unit_price = excluded.unit_price, pricing = excluded.pricing, \
         planned_seconds = excluded.planned_seconds",
        &rows,
    )
    .await?;
    if rows.is_empty() { Ok(()) } else { keep_works(tx).await }
}
