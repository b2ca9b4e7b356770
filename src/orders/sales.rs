//! Clients and their orders: what is asked, how many, at which price.

use super::terms::mark_lines;
use crate::db::{Tx, Value};
use chrono::NaiveDate;

/// A company we work for.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Client {
    /// The client's number.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Whether an order still asks for work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum OrderStatus {
    /// Work is to be done.
    Open,
    /// Made and delivered, or withdrawn.
    Closed,
}

/// An order of a client.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Order {
    /// The order's number.
    pub id: String,
    /// The client's number.
    #[sqlx(rename = "client_id")]
    pub client: String,
    /// What it is about.
    pub name: String,
    /// The day it was promised for.
    #[sqlx(rename = "due_day")]
    pub due_date: Option<NaiveDate>,
    /// Whether it still asks for work.
    pub status: OrderStatus,
}

/// One article of an order.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OrderLine {
    /// Its number, unique over all orders.
    pub id: String,
    /// The order's number.
    #[sqlx(rename = "order_id")]
    pub order: String,
    /// The article.
    pub name: String,
    /// Pieces asked.
    pub quantity: i64,
    /// Ten-thousandths of a euro for one piece.
    pub unit_price: i64,
}

/// Every client.
pub async fn clients(tx: &mut Tx) -> sqlx::Result<Vec<Client>> {
    tx.all("select id, name from client", &[]).await
}

/// Adds clients, or changes those that exist.
pub async fn store_clients(tx: &mut Tx, rows: &[&Client]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 2]> = rows.iter().map(|c| [&c.id as &dyn Value, &c.name]).collect();
    tx.insert_many(
        "insert into client (id, name)",
        "on conflict (id) do update set name = excluded.name",
        &rows,
    )
    .await
}

/// Every order.
pub async fn orders(tx: &mut Tx) -> sqlx::Result<Vec<Order>> {
    tx.all("select id, client_id, name, due_day, status from client_order", &[]).await
}

/// Adds orders, or changes those that exist.
pub async fn store_orders(tx: &mut Tx, rows: &[&Order]) -> sqlx::Result<()> {
    let rows: Vec<[&dyn Value; 5]> = rows
        .iter()
        .map(|o| [&o.id as &dyn Value, &o.client, &o.name, &o.due_date, &o.status])
        .collect();
    tx.insert_many(
        "insert into client_order (id, client_id, name, due_day, status)",
        "on conflict (id) do update set client_id = excluded.client_id, name = excluded.name, \
         due_day = excluded.due_day, status = excluded.status",
        &rows,
    )
    .await
}

/// Every order line.
pub async fn lines(tx: &mut Tx) -> sqlx::Result<Vec<OrderLine>> {
    tx.all("select id, order_id, name, quantity, unit_price from order_line", &[]).await
}

/// Adds order lines, or changes those that exist.
pub async fn store_lines(tx: &mut Tx, rows: &[&OrderLine]) -> sqlx::Result<()> {
    mark_lines(tx, rows.iter().map(|line| line.id.as_str())).await?;
    let rows: Vec<[&dyn Value; 5]> = rows
        .iter()
        .map(|l| [&l.id as &dyn Value, &l.order, &l.name, &l.quantity, &l.unit_price])
        .collect();
    tx.insert_many(
        "insert into order_line (id, order_id, name, quantity, unit_price)",
        "on conflict (id) do update set order_id = excluded.order_id, name = excluded.name, \
         quantity = excluded.quantity, unit_price = excluded.unit_price",
        &rows,
    )
    .await
}
