//! What is plain enough for a dashboard's query: the lists on which everything stands that may be in one.

use super::sql::{Looked, refuse_at};
use sqlparser::ast::{
    BinaryOperator, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Join,
    JoinConstraint, JoinOperator, ObjectName, ObjectNamePart, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, SetOperator, SetQuantifier, TableAlias,
    WildcardAdditionalOptions,
};
use sqlparser::tokenizer::Location;
use std::ops::ControlFlow;

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

/// Selects, and sets made of them. `table x` and `values` stand beside them in a set, and are seen by nothing else.
pub(super) fn is_select(body: &SetExpr) -> bool {
    match body {
        SetExpr::Select(_) | SetExpr::Query(_) => true,
        SetExpr::SetOperation { left, op, set_quantifier, right } => {
            matches!(op, SetOperator::Union | SetOperator::Except | SetOperator::Intersect)
                && matches!(
                    set_quantifier,
                    SetQuantifier::None | SetQuantifier::All | SetQuantifier::Distinct
                )
                && is_select(left)
                && is_select(right)
        }
        SetExpr::Values(_)
        | SetExpr::Insert(_)
        | SetExpr::Update(_)
        | SetExpr::Delete(_)
        | SetExpr::Merge(_)
        | SetExpr::Table(_) => false,
    }
}

pub(super) fn is_plain_item(item: &SelectItem) -> bool {
    let is_bare = |options: &WildcardAdditionalOptions| {
        options.opt_ilike.is_none()
            && options.opt_exclude.is_none()
            && options.opt_except.is_none()
            && options.opt_replace.is_none()
            && options.opt_rename.is_none()
            && options.opt_alias.is_none()
    };
    match item {
        SelectItem::UnnamedExpr(_) | SelectItem::ExprWithAlias { .. } => true,
        SelectItem::Wildcard(options) => is_bare(options),
        SelectItem::QualifiedWildcard(
            SelectItemQualifiedWildcardKind::ObjectName(name),
            options,
        ) => name.0.len() == 1 && is_bare(options),
        SelectItem::QualifiedWildcard(..) | SelectItem::ExprWithAliases { .. } => false,
    }
}

pub(super) fn is_plain_join(join: &Join) -> bool {
    use JoinOperator as J;
    !join.global
        && match &join.join_operator {
            J::Join(by) | J::Inner(by) | J::Left(by) | J::LeftOuter(by) => {
                matches!(by, JoinConstraint::On(_) | JoinConstraint::Using(_))
            }
            J::CrossJoin(by) => matches!(by, JoinConstraint::None),
            _ => false,
        }
}

pub(super) fn is_plain_alias(alias: &TableAlias) -> bool {
    alias.columns.is_empty() && alias.at.is_none()
}

/// The name, when it is one word in plain letters.
pub(super) fn only_name(name: &ObjectName) -> Option<String> {
    match name.0.as_slice() {
        [ObjectNamePart::Identifier(one)] if one.quote_style.is_none() => {
            Some(one.value.to_lowercase())
        }
        _ => None,
    }
}

pub(super) fn operator(op: &BinaryOperator, place: Location) -> Looked {
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
        other => refuse_at(place, format!("'{other}' is not for dashboards")),
    }
}

pub(super) fn plain_function(function: &Function, place: Location) -> Looked {
    let name = only_name(&function.name).unwrap_or_default();
    if !FUNCTIONS.contains(&name.as_str()) {
        return refuse_at(
            place,
            format!("there is no function '{}', only {}", function.name, FUNCTIONS.join(", ")),
        );
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
    if is_plain {
        ControlFlow::Continue(())
    } else {
        refuse_at(place, format!("write {name}(…) plainly"))
    }
}
