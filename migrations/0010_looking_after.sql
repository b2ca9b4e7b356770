-- What those who look after the house need to see.

-- Room access. From where somebody is in, roughly: which browser, and which part of the network.
alter table session add column browser text;
alter table session add column address text;

-- Room trail. Who reads the trail asks for one kind of act, or for what one account did.
create index trail_action on trail (action, no);
create index trail_actor on trail (actor, no);
