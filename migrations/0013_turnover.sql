-- What output is worth: prices of every kind, what was invoiced and bought in, and what the floor's figures come to.

-- Room orders.
-- The municipality that is the client, or that the client belongs to.
alter table client add column municipality_id text references municipality (id);
alter table client_order add column business_line text not null default 'packaging'
    check (business_line in ('packaging', 'assembly', 'electro', 'metal', 'wood', 'textile', 'laundry', 'mail_print',
                             'green', 'cleaning', 'catering', 'thrift', 'logistics', 'bikes', 'secondment'));
-- The first day on which it no longer asked for work.
alter table client_order add column closed_day date;
create index client_order_closed on client_order (closed_day);
-- What unit_price is the price of: a good piece of the last step, an hour of work, or the whole line.
alter table order_line add column pricing text not null default 'piece' check (pricing in ('piece', 'hour', 'fixed'));
-- What was calculated for the quote; null when nobody said.
alter table order_line add column planned_seconds bigint check (planned_seconds > 0);

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

-- Room output. Station days whose tallies changed since they were last reckoned with.
create table unreckoned (
    station text not null,
    day date not null,
    -- Grows with every change, so that one that comes during the reckoning is not lost.
    version bigint not null,
    primary key (station, day)
);

-- What was counted before this table was there.
insert into unreckoned (station, day, version) select distinct station, day, cast(1 as bigint) from tally;

-- Room orders. Order lines whose terms, invoices or costs changed since they were last reckoned with.
create table unreckoned_line (
    line_id text not null primary key,
    version bigint not null
);

insert into change_mark (subject, version) values ('figures', 0);

-- Room turnover. What a group made, invoiced and bought of an order line on a day: reckoned from tallies, prices, invoices
-- and costs, and can be reckoned again. Amounts are ten-thousandths of a euro in whole cents, so that every sum of them is
-- exact.
create table line_day (
    day date not null,
    line_id text not null,
    -- '' where nobody made anything yet that an invoice or a cost could belong to.
    group_id text not null,
    -- The Monday of its week, and the first of its month.
    week date not null,
    month date not null,
    -- Good pieces of the last step, and of all steps together.
    pieces bigint not null,
    step_pieces bigint not null,
    rejected_material bigint not null,
    rejected_other bigint not null,
    net_seconds bigint not null,
    waiting_seconds bigint not null,
    produced bigint not null,
    invoiced bigint not null,
    cost bigint not null,
    primary key (day, line_id, group_id)
);
create index line_day_line on line_day (line_id);

-- A hall's budget of a month, spread over its Mondays to Fridays to the cent.
create table budget_day (
    day date not null,
    hall_id text not null,
    week date not null,
    month date not null,
    amount bigint not null,
    primary key (day, hall_id)
);

-- Room output. How a group's stations were used on a day.
create table group_day (
    day date not null,
    group_id text not null,
    week date not null,
    month date not null,
    -- Stations at which anything was made or anybody worked, of how many.
    stations_used bigint not null,
    stations bigint not null,
    -- Different people who worked there.
    people bigint not null,
    net_seconds bigint not null,
    waiting_material bigint not null,
    waiting_fault bigint not null,
    waiting_instruction bigint not null,
    waiting_talk bigint not null,
    good bigint not null,
    rejected_material bigint not null,
    rejected_work bigint not null,
    rejected_dirt bigint not null,
    rejected_broken bigint not null,
    rejected_unknown bigint not null,
    primary key (day, group_id)
);
