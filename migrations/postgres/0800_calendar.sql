-- Room report. Every day with the week, month, quarter and year it belongs to, each by its first day, and which Monday
-- to Friday it is: dates are looked up, because no two engines reckon with them alike.
create table calendar (
    day date not null primary key,
    week date not null,
    month date not null,
    quarter date not null,
    year date not null,
    -- The ISO week and the year it belongs to.
    iso_year bigint not null,
    iso_week bigint not null,
    -- How many Mondays to Fridays there were from 2015 on, up to and with this day.
    workday bigint not null
);
insert into calendar (day, week, month, quarter, year, iso_year, iso_week, workday)
select day, date_trunc('week', day)::date, date_trunc('month', day)::date, date_trunc('quarter', day)::date,
       date_trunc('year', day)::date, extract(isoyear from day)::bigint, extract(week from day)::bigint,
       count(*) filter (where extract(isodow from day) < 6) over (order by day)
  from (select at::date as day from generate_series('2015-01-01'::timestamp, '2040-12-31'::timestamp, '1 day') at) days;
-- The first day of a number is looked up: without the day beside it, Postgres walks all days in order as long as it has
-- no statistics.
create index calendar_workday on calendar (workday, day);
