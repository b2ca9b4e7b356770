-- What dashboards may ask about people by municipality. What would be about fewer than ten people is not in the tables.

-- Number full_week_minutes = 2160.0. A full-time week: 36 hours.

create view report_places as
select p.quarter, c.year, p.municipality_id, m.name as municipality, p.scheme, p.people,
       p.week_minutes / :full_week_minutes as fte, p.places
  from owner_places p
  left join calendar c on c.day = p.quarter
  left join municipality m on m.id = p.municipality_id;

create view report_movement as
select v.year, v.municipality_id, m.name as municipality, v.kind, v.reason, v.people
  from owner_movement v
  left join municipality m on m.id = v.municipality_id;

create view report_attendance as
select a.quarter, c.year, a.municipality_id, m.name as municipality, a.present_permille / 1000.0 as present,
       (1000 - a.present_permille) / 1000.0 as absent
  from owner_attendance a
  left join calendar c on c.day = a.quarter
  left join municipality m on m.id = a.municipality_id;
