-- Where a hall is, for selects that look up one column of it: an engine leaves out the site where that column is not
-- its own.

create view hall_place as
select h.id as hall_id, h.name as hall, h.site_id, s.name as site
  from hall h
  left join site s on s.id = h.site_id;
