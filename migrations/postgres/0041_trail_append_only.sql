-- Only retention takes lines away, the oldest first: it moves the base of the chain and says so in a line of its own.
create function refuse_trail_change() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'trail' and tg_op = 'DELETE' and old.no <= (select base_no from trail_head) then
        return old;
    end if;
    raise exception 'the trail is append-only: only retention takes its oldest lines away';
end
$$;
create function refuse_head_shrinking() returns trigger language plpgsql as $$
begin
    if new.id <> old.id or new.no < old.no or new.base_no < old.base_no or new.base_no > new.no then
        raise exception 'the trail is append-only: its head only grows';
    end if;
    return new;
end
$$;
create trigger trail_append_only before update or delete on trail for each row execute function refuse_trail_change();
create trigger trail_no_truncate before truncate on trail for each statement execute function refuse_trail_change();
create trigger trail_head_grows before update on trail_head for each row execute function refuse_head_shrinking();
create trigger trail_head_stays before delete on trail_head for each row execute function refuse_trail_change();
create trigger trail_head_no_truncate before truncate on trail_head
    for each statement execute function refuse_trail_change();
