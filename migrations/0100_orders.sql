-- What clients ask for, what it is sold at, and what was invoiced and bought in.

-- Room orders.
create table client (
    id text not null primary key,
    name text not null,
    -- The municipality that is the client, or that the client belongs to.
    municipality_id text references municipality (id)
);

create table client_order (
    id text not null primary key,
    client_id text not null references client (id),
    name text not null,
    due_day date,
    status text not null check (status in ('open', 'closed')),
    business_line text not null default 'packaging'
        check (business_line in ('packaging', 'assembly', 'electro', 'metal', 'wood', 'textile', 'laundry',
                                 'mail_print', 'green', 'cleaning', 'catering', 'thrift', 'logistics',
                                 'bikes', 'secondment')),
    -- The first day on which it no longer asked for work.
    closed_day date
);
create index client_order_status on client_order (status);
create index client_order_closed on client_order (closed_day);

create table order_line (
    id text not null primary key,
    order_id text not null references client_order (id),
    name text not null,
    quantity bigint not null check (quantity > 0),
    -- Ten-thousandths of a euro.
    unit_price bigint not null check (unit_price >= 0),
    -- What unit_price is the price of: a good piece of the last step, an hour of work, or the whole line.
    pricing text not null default 'piece' check (pricing in ('piece', 'hour', 'fixed')),
    -- What was calculated for the quote; null when nobody said.
    planned_seconds bigint check (planned_seconds > 0)
);
create index order_line_order on order_line (order_id);

-- A price that holds from a day on; until the first of them the line's own holds.
create table line_price (
    line_id text not null references order_line (id),
    valid_from date not null,
    -- Ten-thousandths of a euro.
    price bigint not null check (price >= 0),
    primary key (line_id, valid_from)
);

-- What was invoiced of a line; a credit note is below zero.
create table invoice_line (
    invoice text not null,
    line_id text not null references order_line (id),
    day date not null,
    -- Ten-thousandths of a euro, whole cents.
    amount bigint not null check (amount % 100 = 0),
    primary key (invoice, line_id)
);
create index invoice_line_line on invoice_line (line_id);

-- What a line cost besides our own work. Material that the client owns is worth nothing to us and is not here.
create table line_cost (
    id text not null primary key,
    line_id text not null references order_line (id),
    day date not null,
    kind text not null check (kind in ('material', 'subcontract', 'transport')),
    -- Ten-thousandths of a euro, whole cents.
    amount bigint not null check (amount % 100 = 0)
);
create index line_cost_line on line_cost (line_id);

create table task (
    id text not null primary key,
    line_id text not null references order_line (id),
    -- 1, 2, 3 … within the line; the last step's good pieces are what the client pays.
    step bigint not null check (step >= 1),
    name text not null,
    pack_size bigint not null check (pack_size >= 1),
    pictogram text,
    -- Client, article and step in one text, the same in every order that asks for them; kept in step by the program. A
    -- task belongs to one order line, and a line lasts some days: whoever packs the same article for the same client
    -- again does the same work again, and grows at that. Null only where nobody told the program of the task yet: then
    -- the task is a work of its own.
    work text,
    unique (line_id, step)
);
create index task_work on task (work);

-- A norm is for a regular worker (100 %); changing one never rewrites history.
create table norm (
    task_id text not null references task (id),
    valid_from date not null,
    -- Thousandths of a piece per hour.
    per_hour_milli bigint not null check (per_hour_milli > 0),
    basis text not null check (basis in ('time_study', 'predetermined', 'historical', 'sample', 'estimate')),
    -- The task's work, with which the latest norm is found however many orders had one; of a task without a work its
    -- id.
    work text,
    primary key (task_id, valid_from)
);
create index norm_work on norm (work, valid_from);

-- Order lines whose terms, invoices or costs changed since they were last reckoned with.
create table unreckoned_line (
    line_id text not null primary key,
    version bigint not null
);
