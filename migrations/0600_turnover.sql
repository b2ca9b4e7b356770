-- What work is worth and the time it took: reckoned from tallies, prices, invoices and costs, and can be reckoned
-- again.

-- Room turnover.
create table budget (
    hall_id text not null references hall (id),
    -- First day of the month.
    month date not null,
    -- Ten-thousandths of a euro.
    turnover bigint not null check (turnover >= 0),
    primary key (hall_id, month)
);

-- A hall's budget of a month, spread over its Mondays to Fridays to the cent.
create table budget_day (
    day date not null,
    hall_id text not null,
    week date not null,
    month date not null,
    amount bigint not null,
    primary key (day, hall_id)
);

-- What a group made, invoiced and bought of an order line on a day. Amounts are ten-thousandths of a euro in whole
-- cents, so that every sum of them is exact.
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

-- What became of an order line so far, over all its days: reckoned with them.
create table line_total (
    line_id text not null primary key,
    -- The group that made most of it.
    group_id text not null,
    -- The kind of work whose hours its own were counted among; null where that is yet to be done.
    business_line text,
    first_day date,
    last_day date,
    -- Days on which the last step gave good pieces.
    worked_days bigint not null,
    pieces bigint not null,
    net_seconds bigint not null,
    produced bigint not null,
    invoiced bigint not null,
    cost bigint not null
);
-- The latest day of work is looked up.
create index line_total_last on line_total (last_day);

-- The time that a hall's people gave to a business line on a day. A line on a day is mostly one person's work, so hours
-- are told by hall, and by hall and business line, with how many different people they are of.
create table hours_day (
    day date not null,
    hall_id text not null,
    -- '' for time at what belongs to no order.
    business_line text not null,
    week date not null,
    month date not null,
    -- Different people who worked at it.
    people bigint not null,
    -- False where it would tell of fewer than ten people, itself or by taking the others off the hall.
    is_told boolean not null,
    net_seconds bigint not null,
    waiting_seconds bigint not null,
    rejected_material bigint not null,
    rejected_other bigint not null,
    primary key (day, hall_id, business_line)
);
