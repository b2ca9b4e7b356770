//! The query of a panel, read before it is run. What runs is written anew from what was read, so nothing runs that was not
//! looked at.
//!
//! A query is one `select`. It names views of [`super::source`] and parts of its own (`with`), nothing else; every view is
//! put before it as a part that holds the viewer's rows only, under a name of its own (`s_…`), and parts of the file get
//! one too (`q_…`): a name that means neither means nothing. Functions, casts and operators are those of a list; what stands
//! on no list is refused.

use super::source::Source;
use sqlparser::ast::{
    BinaryOperator, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
    Ident, ObjectName, ObjectNamePart, Query, Select, SetExpr, Statement, TableFactor,
    UnaryOperator, Value, ValueWithSpan, VisitMut, VisitorMut,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// What a query may be told, by name.
pub const PARAMETERS: &[&str] = &["from", "to", "before_from", "before_to", "today", "person"];

const FUNCTIONS: &[&str] = &[
    "sum",
    "count",
    "min",
    "max",
    "avg",
    "round",
    "abs",
    "coalesce",
    "nullif",
    "lower",
    "upper",
    "length",
    "row_number",
    "lag",
    "lead",
    "first_value",
    "last_value",
    "ntile",
];

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
pub fn read(text: &str) -> Result<Sound, String> {
    let mut statements = Parser::parse_sql(&GenericDialect {}, text).map_err(|e| e.to_string())?;
    let (Some(Statement::Query(mut query)), true) = (statements.pop(), statements.is_empty())
    else {
        return Err("a query is one select".to_owned());
    };
    let mut reader = Reader::default();
    if let Some(with) = &query.with {
        if with.recursive {
            return Err("'with recursive' is not for dashboards".to_owned());
        }
        for part in &with.cte_tables {
            let name = part.alias.name.value.to_lowercase();
            if Source::named(&name).is_some() || !reader.parts.insert(name.clone()) {
                return Err(format!("'{name}' is taken: call this part of the query otherwise"));
            }
            if !part.alias.columns.is_empty() || part.from.is_some() || part.materialized.is_some()
            {
                return Err(format!("write the part '{name}' as {name} as (select …)"));
            }
        }
    }
    if let ControlFlow::Break(what) = query.visit(&mut reader) {
        return Err(what);
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
    parts: BTreeSet<String>,
    sources: BTreeSet<&'static str>,
    parameters: Vec<&'static str>,
    depth: usize,
}

type Looked = ControlFlow<String>;

fn refuse(what: impl Into<String>) -> Looked {
    ControlFlow::Break(what.into())
}

impl VisitorMut for Reader {
    type Break = String;

    fn pre_visit_query(&mut self, query: &mut Query) -> Looked {
        self.depth += 1;
        if self.depth > 1 && query.with.is_some() {
            return refuse("'with' stands before everything else, and once");
        }
        let Query {
            fetch, locks, for_clause, settings, format_clause, pipe_operators, body, ..
        } = query;
        let is_plain = fetch.is_none()
            && locks.is_empty()
            && for_clause.is_none()
            && settings.is_none()
            && format_clause.is_none()
            && pipe_operators.is_empty();
        match body.as_ref() {
            SetExpr::Select(_) | SetExpr::Query(_) | SetExpr::SetOperation { .. } if is_plain => {
                ControlFlow::Continue(())
            }
            _ => refuse("only plain selects are for dashboards"),
        }
    }

    fn post_visit_query(&mut self, _: &mut Query) -> Looked {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> Looked {
        let is_plain = select.into.is_none()
            && select.top.is_none()
            && select.optimizer_hints.is_empty()
            && select.select_modifiers.is_none()
            && select.exclude.is_none()
            && select.lateral_views.is_empty()
            && select.prewhere.is_none()
            && select.connect_by.is_empty()
            && select.cluster_by.is_empty()
            && select.distribute_by.is_empty()
            && select.sort_by.is_empty()
            && select.qualify.is_none()
            && select.value_table_mode.is_none();
        if is_plain {
            ControlFlow::Continue(())
        } else {
            refuse("only plain selects are for dashboards")
        }
    }

    fn pre_visit_table_factor(&mut self, table: &mut TableFactor) -> Looked {
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
            } if with_hints.is_empty() && partitions.is_empty() && index_hints.is_empty() => {
                let Some(written) = only_name(name) else {
                    return refuse(format!(
                        "'{name}' is not a view of this page: /dashboards/gegevens names them"
                    ));
                };
                let own = if let Some(source) = Source::named(&written) {
                    self.sources.insert(source.name);
                    format!("s_{written}")
                } else if self.parts.contains(&written) {
                    format!("q_{written}")
                } else {
                    return refuse(format!(
                        "'{written}' is not a view of this page: /dashboards/gegevens names them"
                    ));
                };
                if alias.is_none() {
                    *alias = Some(sqlparser::ast::TableAlias {
                        explicit: true,
                        name: Ident::new(written),
                        columns: Vec::new(),
                        at: None,
                    });
                }
                *name = ObjectName(vec![ObjectNamePart::Identifier(Ident::new(own))]);
                ControlFlow::Continue(())
            }
            TableFactor::Derived { lateral: false, sample: None, .. }
            | TableFactor::NestedJoin { .. } => ControlFlow::Continue(()),
            other => refuse(format!("'{other}' is not for dashboards")),
        }
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> Looked {
        match expr {
            Expr::Identifier(_)
            | Expr::CompoundIdentifier(_)
            | Expr::IsNull(_)
            | Expr::IsNotNull(_)
            | Expr::InList { .. }
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
            Expr::BinaryOp { op, .. } => operator(op),
            Expr::Cast { data_type, format: None, .. } => match data_type {
                DataType::BigInt(None) | DataType::Text | DataType::DoublePrecision => {
                    ControlFlow::Continue(())
                }
                other => {
                    refuse(format!("cast to bigint, text or double precision, not to {other}"))
                }
            },
            Expr::Function(function) => plain_function(function),
            other => refuse(format!("'{other}' is not for dashboards")),
        }
    }

    fn pre_visit_value(&mut self, value: &mut ValueWithSpan) -> Looked {
        match &value.value {
            Value::Number(..) | Value::SingleQuotedString(_) | Value::Boolean(_) | Value::Null => {
                ControlFlow::Continue(())
            }
            Value::Placeholder(name) => {
                let name = name.strip_prefix(':').unwrap_or_default();
                let Some(known) = PARAMETERS.iter().find(|known| **known == name) else {
                    return refuse(format!(
                        "there is no parameter ':{name}', only :{}",
                        PARAMETERS.join(", :")
                    ));
                };
                self.parameters.push(known);
                value.value = Value::Placeholder(format!("${}", self.parameters.len()));
                ControlFlow::Continue(())
            }
            other => refuse(format!("'{other}' is not for dashboards")),
        }
    }
}

/// The name, when it is one word in plain letters.
fn only_name(name: &ObjectName) -> Option<String> {
    match name.0.as_slice() {
        [ObjectNamePart::Identifier(one)] if one.quote_style.is_none() => {
            Some(one.value.to_lowercase())
        }
        _ => None,
    }
}

fn operator(op: &BinaryOperator) -> Looked {
    use BinaryOperator as B;
    match op {
        B::Plus
        | B::Minus
        | B::Multiply
        | B::Divide
        | B::Modulo
        | B::StringConcat
        | B::Gt
        | B::Lt
        | B::GtEq
        | B::LtEq
        | B::Eq
        | B::NotEq
        | B::And
        | B::Or => ControlFlow::Continue(()),
        other => refuse(format!("'{other}' is not for dashboards")),
    }
}

fn plain_function(function: &Function) -> Looked {
    let name = only_name(&function.name).unwrap_or_default();
    if !FUNCTIONS.contains(&name.as_str()) {
        return refuse(format!(
            "there is no function '{}', only {}",
            function.name,
            FUNCTIONS.join(", ")
        ));
    }
    let arguments_are_plain = match &function.args {
        FunctionArguments::List(list) => {
            list.clauses.is_empty()
                && list.args.iter().all(|arg| {
                    matches!(
                        arg,
                        FunctionArg::Unnamed(FunctionArgExpr::Expr(_) | FunctionArgExpr::Wildcard)
                    )
                })
        }
        FunctionArguments::None | FunctionArguments::Subquery(_) => false,
    };
    let is_plain = arguments_are_plain
        && matches!(function.parameters, FunctionArguments::None)
        && function.within_group.is_empty()
        && !function.uses_odbc_syntax;
    if is_plain { ControlFlow::Continue(()) } else { refuse(format!("write {name}(…) plainly")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_written_anew_with_own_names() {
        let read = read(
            "with w as (select week, sum(produced) as value from report_turnover where day between :from and :to group by week)
             select w.week, w.value, (select count(*) from report_budget where day >= :from) as n from w order by w.week",
        )
        .unwrap();
        assert_eq!(read.sources, ["report_budget", "report_turnover"].into());
        assert_eq!(read.parameters, ["from", "to", "from"]);
        assert_eq!(read.parts.len(), 1);
        assert!(read.parts[0].starts_with("q_w as ("), "{}", read.parts[0]);
        assert!(
            read.parts[0].contains("FROM s_report_turnover AS report_turnover"),
            "{}",
            read.parts[0]
        );
        assert!(read.text.contains("FROM q_w AS w"), "{}", read.text);
        assert!(read.text.contains("$3"), "{}", read.text);
    }

    #[test]
    fn what_is_not_on_a_list_is_refused() {
        for cheat in [
            "select * from worker",
            "select * from main.report_turnover",
            "select * from public.worker",
            "select * from \"worker\"",
            "select * from report_turnover, worker",
            "select * from report_turnover where exists (select 1 from account)",
            "select (select password_hash from account) as x from report_turnover",
            "with worker as (select 1 as a), b as (select * from worker2) select * from b",
            "select * from (with worker as (select 1 as a) select * from worker) x, report_turnover",
            "with recursive r as (select 1 as n union all select n + 1 from r) select n from r",
            "with report_turnover as (select 1 as a) select * from report_turnover",
            "delete from tally",
            "update tally set good = 0",
            "insert into tally select * from report_turnover",
            "select 1; drop table tally",
            "select load_extension('x') from report_turnover",
            "select pg_read_file('/etc/passwd') from report_turnover",
            "select pg_sleep(10) from report_turnover",
            "select query_to_xml('select * from account', true, true, '') from report_turnover",
            "select current_user from report_turnover",
            "select cast('account' as regclass) from report_turnover",
            "select 'account'::regclass from report_turnover",
            "select * from generate_series(1, 1000000000) g",
            "select * from pragma_table_info('account')",
            "select * from json_each('[1]')",
            "select * into stolen from report_turnover",
            "select * from report_turnover for update",
            "select * from report_turnover where day = :password",
            "select * from report_turnover where day = ?",
            "select * from report_turnover where day = $1",
            "select a[1] from report_turnover",
            "values (1)",
            "table account",
            "explain select 1",
            "attach database 'x' as y",
            "copy report_turnover to '/tmp/x'",
            "",
        ] {
            assert!(read(cheat).is_err(), "{cheat:?} gave {:?}", read(cheat));
        }
    }
}
