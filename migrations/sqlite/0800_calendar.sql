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
-- The first day of a number is looked up: without the day beside it, Postgres walks all days in order as long as it has
-- no statistics.
create index calendar_workday on calendar (workday, day);
insert into calendar (day, week, month, quarter, year, iso_year, iso_week, workday)
with recursive days (day, workday) as (
    select date('2015-01-01'), 1
    union all
    select date(day, '+1 day'),
           workday + case when cast(strftime('%w', day, '+1 day') as integer) in (0, 6) then 0 else 1 end
      from days where day < '2040-12-31'
)
select day, date(day, '-6 days', 'weekday 1'), date(day, 'start of month'),
       date(day, 'start of month', '-' || ((cast(strftime('%m', day) as integer) - 1) % 3) || ' months'),
       date(day, 'start of year'),
       cast(strftime('%G', day) as integer), cast(strftime('%V', day) as integer), workday
  from days;
