-- What municipalities get to know. Each table has one grain, and what would be about fewer than ten people is not in
-- it: no query can bring it back.

-- Room municipalities. People of a municipality by scheme on a quarter's last day; small schemes are joined in 'other'.
create table owner_places (
    -- First day of the quarter.
    quarter date not null,
    municipality_id text not null,
    scheme text not null,
    -- Null where a whole municipality has fewer than ten.
    people bigint check (people >= 10),
    -- Of their contracts together.
    week_minutes bigint,
    -- The places it has to provide that year; null where nobody said.
    places bigint,
    primary key (quarter, municipality_id, scheme)
);

-- Who came, took a step and left in a year; small reasons are joined in 'other'.
create table owner_movement (
    -- First day of the year.
    year date not null,
    municipality_id text not null,
    kind text not null check (kind in ('inflow', 'step_up', 'outflow')),
    -- Of an outflow; '' of the others, and of one that is withheld.
    reason text not null,
    -- Null where there were fewer than ten.
    people bigint check (people >= 10),
    primary key (year, municipality_id, kind, reason)
);

-- Days present of contracted working days in a quarter.
create table owner_attendance (
    quarter date not null,
    municipality_id text not null,
    -- Thousandths; null where it would be about fewer than ten people.
    present_permille bigint,
    primary key (quarter, municipality_id)
);

-- What was seen when these were last reckoned.
create table owner_reckoned (
    one bigint not null primary key check (one = 1),
    company_version bigint not null,
    day date
);
insert into owner_reckoned (one, company_version, day) values (1, -1, null);
