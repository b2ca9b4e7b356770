//! The query of a panel, read before it is run. What runs is written anew from what was read, so nothing runs that was not
//! looked at; and what was written is read once more, so that it is what was looked at.
//!
//! A query is one `select`. It names views of [`super::source`] and parts of its own (`with`), nothing else; every view is
//! put before it as a part that holds the viewer's rows only, under a name of its own (`s_…`), and parts of the file get
//! one too (`q_…`): a name that means neither means nothing. Functions, casts and operators are those of a list; what stands
//! on no list is refused.

use super::letters::{Wrong, placed, plain};
use super::plain::{
    is_plain_alias, is_plain_item, is_plain_join, is_select, only_name, operator, plain_function,
};
use super::source::Source;
use sqlparser::ast::{
    CastKind, Cte, DataType, Distinct, Expr, GroupByExpr, Ident, LimitClause, NamedWindowExpr,
    ObjectName, ObjectNamePart, OrderBy, OrderByExpr, OrderByKind, OrderBySort, Query, Select,
    SelectFlavor, Spanned, Statement, TableAlias, TableFactor, UnaryOperator, Value, ValueWithSpan,
    VisitMut, VisitorMut,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Location;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// What a query may be told, by name.
pub const PARAMETERS: &[&str] =
    &["from", "to", "before_from", "before_to", "quarter_from", "today", "person"];

/// A query that may run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    /// The parts it begins with, each `q_name as (…)`.
    pub parts: Vec<String>,
    /// The rest, with `$1`, `$2` … for its parameters.
    pub text: String,
    /// Which parameter each place is for.
    pub parameters: Vec<&'static str>,
    /// The views it names.
    pub sources: BTreeSet<&'static str>,
}

/// Reads a query; says what is wrong with it.
pub fn read(text: &str) -> Result<Sound, Wrong> {
    let tokens = plain(text)?;
    let mut statements = Parser::new(&GenericDialect {})
        .with_tokens_with_locations(tokens)
        .parse_statements()
        .map_err(|error| placed(error.to_string().trim_start_matches("sql parser error: ")))?;
    let (Some(Statement::Query(mut query)), true) = (statements.pop(), statements.is_empty())
    else {
        return Err(Wrong::at(Location::empty(), "a query is one select"));
    };
    let mut reader = Reader::default();
    if let ControlFlow::Break(wrong) = reader.whole(&mut query) {
        return Err(wrong);
    }
    if reader.sources.is_empty() {
        let what = "the query asks no view: /dashboards/gegevens names them";
        return Err(Wrong::at(Location::empty(), what));
    }
    let again = Parser::parse_sql(&GenericDialect {}, &query.to_string());
    if !again
        .is_ok_and(|again| matches!(again.as_slice(), [Statement::Query(same)] if *same == query))
    {
        return Err(Wrong::at(Location::empty(), "write the query more plainly"));
    }
    let with = query.with.take();
    let parts = with.into_iter().flat_map(|with| with.cte_tables);
    let parts = parts
        .map(|part| format!("q_{} as ({})", part.alias.name.value.to_lowercase(), part.query))
        .collect();
    Ok(Sound {
        parts,
        text: query.to_string(),
        parameters: reader.parameters,
        sources: reader.sources,
    })
}

#[derive(Default)]
struct Reader {
    /// The parts that were read, to which those after them may refer.
    parts: BTreeSet<String>,
    sources: BTreeSet<&'static str>,
    parameters: Vec<&'static str>,
}

/// On, or what is wrong.
pub(super) type Looked = ControlFlow<Wrong>;

/// Ends the look.
pub(super) fn refuse_at(place: Location, what: impl Into<String>) -> Looked {
    ControlFlow::Break(Wrong::at(place, what))
}

/// On, when it holds.
fn only(is_plain: bool, place: Location, what: &str) -> Looked {
    if is_plain { ControlFlow::Continue(()) } else { refuse_at(place, what) }
}

const PLAIN: &str = "only plain selects are for dashboards";

impl Reader {
    /// Part by part, each with those before it: SQLite takes a part that names itself for a recursion.
    fn whole(&mut self, query: &mut Query) -> Looked {
        if let Some(mut with) = query.with.take() {
            if with.recursive {
                return refuse_at(
                    with.with_token.0.span.start,
                    "'with recursive' is not for dashboards",
                );
            }
            for part in &mut with.cte_tables {
                self.part(part)?;
            }
            query.visit(self)?;
            query.with = Some(with);
            return ControlFlow::Continue(());
        }
        query.visit(self)
    }

    fn part(&mut self, part: &mut Cte) -> Looked {
        let name = part.alias.name.value.to_lowercase();
        let place = part.alias.name.span.start;
        if !part.alias.columns.is_empty() || part.from.is_some() || part.materialized.is_some() {
            return refuse_at(place, format!("write the part '{name}' as {name} as (select …)"));
        }
        part.query.visit(self)?;
        if Source::named(&name).is_some() || !self.parts.insert(name.clone()) {
            return refuse_at(
                place,
                format!("'{name}' is taken: call this part of the query otherwise"),
            );
        }
        ControlFlow::Continue(())
    }

    /// The view or part of this name, by the name that it has when the query runs.
    fn known(&mut self, written: &str) -> Option<String> {
        if let Some(source) = Source::named(written) {
            self.sources.insert(source.name);
            return Some(format!("s_{written}"));
        }
        self.parts.contains(written).then(|| format!("q_{written}"))
    }
}

impl VisitorMut for Reader {
    type Break = Wrong;

    fn pre_visit_query(&mut self, query: &mut Query) -> Looked {
        let place = query.span().start;
        if query.with.is_some() {
            return refuse_at(place, "'with' stands before everything else, and once");
        }
        // Named one by one, so that what a later version of the parser knows more is seen here.
        let Query {
            with: _,
            body,
            order_by: _,
            limit_clause,
            fetch,
            locks,
            for_clause,
            settings,
            format_clause,
            pipe_operators,
        } = query;
        let is_plain = fetch.is_none()
            && locks.is_empty()
            && for_clause.is_none()
            && settings.is_none()
            && format_clause.is_none()
            && pipe_operators.is_empty()
            && match limit_clause {
                None => true,
                Some(LimitClause::LimitOffset { limit_by, .. }) => limit_by.is_empty(),
                Some(LimitClause::OffsetCommaLimit { .. }) => false,
            };
        only(is_plain && is_select(body), place, PLAIN)
    }

    fn pre_visit_order_by(&mut self, order_by: &mut OrderBy) -> Looked {
        let OrderBy { kind, interpolate } = order_by;
        let is_plain = interpolate.is_none() && matches!(kind, OrderByKind::Expressions(_));
        only(is_plain, Location::empty(), PLAIN)
    }

    fn pre_visit_order_by_expr(&mut self, by: &mut OrderByExpr) -> Looked {
        let is_plain =
            by.with_fill.is_none() && !matches!(by.options.sort, Some(OrderBySort::Using(_)));
        // The engines disagree on where nothing stands; a limit would keep other rows.
        by.options.nulls_first.get_or_insert(false);
        only(is_plain, by.expr.span().start, PLAIN)
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> Looked {
        let place = select.span().start;
        let Select {
            select_token: _,
            optimizer_hints,
            distinct,
            select_modifiers,
            top,
            top_before_distinct: _,
            projection,
            exclude,
            into,
            from,
            lateral_views,
            prewhere,
            selection: _,
            connect_by,
            group_by,
            cluster_by,
            distribute_by,
            sort_by,
            having: _,
            named_window,
            qualify,
            window_before_qualify: _,
            value_table_mode,
            flavor,
        } = select;
        let is_plain = optimizer_hints.is_empty()
            && !matches!(distinct, Some(Distinct::On(_)))
            && select_modifiers.is_none()
            && top.is_none()
            && projection.iter().all(is_plain_item)
            && exclude.is_none()
            && into.is_none()
            && from.iter().flat_map(|table| &table.joins).all(is_plain_join)
            && lateral_views.is_empty()
            && prewhere.is_none()
            && connect_by.is_empty()
            && matches!(group_by, GroupByExpr::Expressions(_, more) if more.is_empty())
            && cluster_by.is_empty()
            && distribute_by.is_empty()
            && sort_by.is_empty()
            && named_window.iter().all(|window| matches!(window.1, NamedWindowExpr::WindowSpec(_)))
            && qualify.is_none()
            && value_table_mode.is_none()
            && matches!(flavor, SelectFlavor::Standard);
        only(is_plain, place, PLAIN)
    }

    fn pre_visit_table_factor(&mut self, table: &mut TableFactor) -> Looked {
        let place = table.span().start;
        match table {
            TableFactor::Table {
                name,
                alias,
                args: None,
                with_hints,
                version: None,
                with_ordinality: false,
                partitions,
                json_path: None,
                sample: None,
                index_hints,
            } if with_hints.is_empty()
                && partitions.is_empty()
                && index_hints.is_empty()
                && alias.as_ref().is_none_or(is_plain_alias) =>
            {
                let known =
                    only_name(name).and_then(|written| Some((self.known(&written)?, written)));
                let Some((own, written)) = known else {
                    return refuse_at(
                        place,
                        format!(
                            "'{name}' is not a view of this page: /dashboards/gegevens names them"
                        ),
                    );
                };
                if alias.is_none() {
                    *alias = Some(TableAlias {
                        explicit: true,
                        name: Ident::new(written),
                        columns: Vec::new(),
                        at: None,
                    });
                }
                *name = ObjectName(vec![ObjectNamePart::Identifier(Ident::new(own))]);
                ControlFlow::Continue(())
            }
            TableFactor::Derived { lateral: false, sample: None, alias, .. } => {
                only(alias.as_ref().is_none_or(is_plain_alias), place, PLAIN)
            }
            TableFactor::NestedJoin { table_with_joins, alias } => only(
                alias.is_none() && table_with_joins.joins.iter().all(is_plain_join),
                place,
                PLAIN,
            ),
            other => refuse_at(place, format!("'{other}' is not for dashboards")),
        }
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> Looked {
        let place = expr.span().start;
        match expr {
            Expr::Identifier(_)
            | Expr::IsNull(_)
            | Expr::IsNotNull(_)
            | Expr::InSubquery { .. }
            | Expr::Between { .. }
            | Expr::Nested(_)
            | Expr::Case { .. }
            | Expr::Exists { .. }
            | Expr::Subquery(_)
            | Expr::Value(_)
            | Expr::Like { any: false, .. }
            | Expr::UnaryOp {
                op: UnaryOperator::Not | UnaryOperator::Minus | UnaryOperator::Plus,
                ..
            } => ControlFlow::Continue(()),
            Expr::CompoundIdentifier(names) => {
                only(names.len() == 2, place, "a column is written as view.column")
            }
            Expr::InList { list, .. } => only(!list.is_empty(), place, "the list is empty"),
            Expr::BinaryOp { op, .. } => operator(op, place),
            Expr::Cast { kind: CastKind::Cast, data_type, format: None, .. } => match data_type {
                DataType::BigInt(None) | DataType::Text | DataType::DoublePrecision => {
                    ControlFlow::Continue(())
                }
                other => refuse_at(
                    place,
                    format!("cast to bigint, text or double precision, not to {other}"),
                ),
            },
            Expr::Function(function) => plain_function(function, place),
            other => refuse_at(place, format!("'{other}' is not for dashboards")),
        }
    }

    fn pre_visit_value(&mut self, value: &mut ValueWithSpan) -> Looked {
        let place = value.span.start;
        match &value.value {
            Value::Number(..) | Value::SingleQuotedString(_) | Value::Boolean(_) | Value::Null => {
                ControlFlow::Continue(())
            }
            Value::Placeholder(name) => {
                let name = name.strip_prefix(':').unwrap_or_default();
                let Some(known) = PARAMETERS.iter().find(|known| **known == name) else {
                    return refuse_at(
                        place,
                        format!(
                            "there is no parameter ':{name}', only :{}",
                            PARAMETERS.join(", :")
                        ),
                    );
                };
                self.parameters.push(known);
                value.value = Value::Placeholder(format!("${}", self.parameters.len()));
                ControlFlow::Continue(())
            }
            other => refuse_at(place, format!("'{other}' is not for dashboards")),
        }
    }
}
