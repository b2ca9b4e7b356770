//! A form's fields: each with its label, what helps to fill it in, what is wrong with it, and what was typed.

use super::{Errors, LONGEST_REASON, TICKED};
use crate::lang::Lang;
use crate::web::parts::icon::{Icon, icon};
use maud::{Markup, html};
use std::borrow::Cow;

/// A form's fields: their ids begin with the form's own word, so that a page can hold two forms.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    /// The form's word.
    pub form: &'a str,
    /// The viewer's language.
    pub lang: Lang,
    /// What is wrong.
    pub errors: &'a Errors,
}

/// What kind of text a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line.
    Line,
    /// A whole number.
    Number,
    /// A day.
    Day,
    /// A local date and time, to the second.
    Moment,
    /// Several lines.
    Lines,
    /// The name with which somebody signs in.
    Login,
    /// The password somebody has.
    Password,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A password somebody chooses.
    NewPassword,
    /// A code that works once.
    Code,
    /// What stands on a badge, or the name with which somebody signs in; not kept by what many people use.
    Badge,
    /// The digits that somebody has or chooses for a shared tablet.
    Pin,
}

impl Kind {
    fn input_type(self) -> &'static str {
        match self {
            Self::Line | Self::Number | Self::Lines | Self::Login | Self::Code | Self::Badge => {
                "text"
            }
            Self::Phone => "tel",
            Self::Email => "email",
            Self::Day => "date",
            Self::Moment => "datetime-local",
            Self::Password | Self::NewPassword | Self::Pin => "password",
        }
    }

    /// What a browser or a password manager may fill in.
    fn autocomplete(self) -> &'static str {
        match self {
            Self::Login => "username",
            Self::Password => "current-password",
            Self::NewPassword => "new-password",
            Self::Code => "one-time-code",
            _ => "off",
        }
    }

    /// True where a telephone's keyboard must not put capitals or correct.
    fn is_verbatim(self) -> bool {
        matches!(self, Self::Login | Self::Code | Self::Badge | Self::Email)
    }
}

/// A field about to be drawn.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    of: Fields<'a>,
    hint: Option<&'static str>,
    is_optional: bool,
    is_filter: bool,
}

impl<'a> Fields<'a> {
    /// The next field has a sentence (by its key) that helps to fill it in.
    pub fn hint(self, key: &'static str) -> Field<'a> {
        Field { hint: Some(key), ..self.plain() }
    }

    /// The next field may stay empty, and says so.
    pub fn optional(self) -> Field<'a> {
        Field { is_optional: true, ..self.plain() }
    }

    /// The next field narrows what is shown: it may stay empty, and nobody needs to be told.
    pub fn filter(self) -> Field<'a> {
        Field { is_optional: true, is_filter: true, ..self.plain() }
    }

    fn plain(self) -> Field<'a> {
        Field { of: self, hint: None, is_optional: false, is_filter: false }
    }

    /// A field to type in.
    pub fn input(self, name: &'static str, label: &'static str, value: &str, kind: Kind) -> Markup {
        self.plain().input(name, label, value, kind)
    }

    /// A field to choose from: each a value and the key of its word.
    pub fn choice(
        self,
        name: &'static str,
        label: &'static str,
        value: &str,
        options: &[(&str, &'static str)],
    ) -> Markup {
        self.plain().choice(name, label, value, options)
    }

    /// A field to choose from: each a value and its own text, such as a name.
    pub fn select(
        self,
        name: &'static str,
        label: &'static str,
        value: &str,
        options: &[(&str, &str)],
    ) -> Markup {
        self.plain().select(name, label, value, options)
    }

    /// Tiles to choose from, all in sight: each a value and the key of its word.
    pub fn tiles(
        self,
        name: &'static str,
        label: &'static str,
        value: &str,
        options: &[(&str, &'static str)],
    ) -> Markup {
        self.plain().tiles(name, label, value, options)
    }

    /// A box to tick.
    pub fn tick(self, name: &'static str, label: &'static str, is_ticked: bool) -> Markup {
        self.plain().tick(name, label, is_ticked)
    }

    /// Above a form that was refused: what to look at again, each a link to its field, in the order of `labels`, which has
    /// every field with its label. It takes the focus, so that who cannot see the page hears what is wrong.
    pub fn summary(self, labels: &[(&str, &'static str)]) -> Markup {
        let place = |field: &str| labels.iter().position(|(name, _)| *name == field);
        let mut wrong: Vec<_> = self.errors.sentences(self.lang).collect();
        wrong.sort_by_key(|(name, _)| place(name).unwrap_or(usize::MAX));
        html! {
            @if !wrong.is_empty() {
                div.utrecht-alert.utrecht-alert--error.wv-alert role="alert" tabindex="-1" autofocus {
                    div.utrecht-alert__icon { (icon(Icon::Stop)) }
                    div.utrecht-alert__content {
                        div.utrecht-alert__message {
                            @for (_, sentence) in wrong.iter().filter(|(name, _)| name.is_empty()) {
                                p { strong { (sentence) } }
                            }
                            @if wrong.iter().any(|(name, _)| !name.is_empty()) {
                                p { strong { (self.lang.text("form.check")) } }
                                ul {
                                    @for (name, sentence) in wrong.iter().filter(|(name, _)| !name.is_empty()) {
                                        li {
                                            a.utrecht-link.utrecht-link--html-a href={ "#" (self.id(name)) } {
                                                @if let Some(at) = place(name) { (self.lang.text(labels[at].1)) " – " }
                                                (sentence)
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn id(self, name: &str) -> String {
        format!("{}-{name}", self.form)
    }
}

impl Field<'_> {
    /// See [`Fields::hint`].
    #[must_use]
    pub fn hint(self, key: &'static str) -> Self {
        Self { hint: Some(key), ..self }
    }

    /// See [`Fields::optional`].
    #[must_use]
    pub fn optional(self) -> Self {
        Self { is_optional: true, ..self }
    }

    /// A field to type in.
    pub fn input(self, name: &'static str, label: &'static str, value: &str, kind: Kind) -> Markup {
        let Parts { id, described, wrong } = self.parts(name);
        let invalid = wrong.as_ref().map(|_| "true");
        self.around(name, label, &html! {
            (self.present(name, value, &[]))
            @match kind {
                Kind::Lines => {
                    textarea.utrecht-textarea.utrecht-textarea--html-textarea #(id) name=(name) rows="3"
                        maxlength=(LONGEST_REASON) required[!self.is_optional]
                        aria-invalid=[invalid] aria-describedby=[described] { (value) }
                }
                _ => {
                    input.utrecht-textbox.utrecht-textbox--html-input #(id) name=(name) value=(value)
                        type=(kind.input_type()) required[!self.is_optional] autocomplete=(kind.autocomplete())
                        autocapitalize=[kind.is_verbatim().then_some("none")]
                        spellcheck=[kind.is_verbatim().then_some("false")]
                        step=[(kind == Kind::Moment).then_some("1")]
                        inputmode=[matches!(kind, Kind::Number | Kind::Pin).then_some("numeric")]
                        aria-invalid=[invalid] aria-describedby=[described];
                }
            }
        })
    }

    /// A picture to choose, of these kinds and of at most so many bytes: a script makes a larger one small.
    pub fn picture(
        self,
        name: &'static str,
        label: &'static str,
        (kinds, largest): (&str, usize),
    ) -> Markup {
        let Parts { id, described, wrong } = self.parts(name);
        self.around(
            name,
            label,
            &html! {
                input.utrecht-textbox.utrecht-textbox--html-input.wv-file #(id) name=(name) type="file" accept=(kinds) data-wv-small=(largest)
                    required[!self.is_optional] aria-invalid=[wrong.as_ref().map(|_| "true")] aria-describedby=[described];
            },
        )
    }

    /// A field to choose from: each a value and the key of its word.
    pub fn choice(
        self,
        name: &'static str,
        label: &'static str,
        value: &str,
        options: &[(&str, &'static str)],
    ) -> Markup {
        let options: Vec<_> = options.iter().map(|(v, key)| (*v, self.of.lang.text(key))).collect();
        self.select(name, label, value, &options)
    }

    /// A field to choose from: each a value and its own text, such as a name.
    pub fn select(
        self,
        name: &'static str,
        label: &'static str,
        value: &str,
        options: &[(&str, &str)],
    ) -> Markup {
        let Parts { id, described, wrong } = self.parts(name);
        self.around(
            name,
            label,
            &html! {
                (self.present(name, value, options))
                span.wv-select {
                    select.utrecht-select.utrecht-select--html-select #(id) name=(name)
                        aria-invalid=[wrong.as_ref().map(|_| "true")] aria-describedby=[described] {
                        @for (option, text) in options {
                            option value=(option) selected[*option == value] { (text) }
                        }
                    }
                    (icon(Icon::Down))
                }
            },
        )
    }

    /// Tiles to choose from: each a value and the key of its word. The first carries the field's id, so that a link to the
    /// field arrives.
    pub fn tiles(
        self,
        name: &'static str,
        label: &'static str,
        value: &str,
        options: &[(&str, &'static str)],
    ) -> Markup {
        let Parts { id, described, wrong } = self.parts(name);
        let lang = self.of.lang;
        let texts: Vec<_> = options.iter().map(|(option, key)| (*option, lang.text(key))).collect();
        html! {
            fieldset class=(class(wrong.as_ref())) aria-describedby=[described] {
                legend.utrecht-form-label { (lang.text(label)) (self.may_stay_empty()) }
                (self.notes(name))
                (self.present(name, value, &texts))
                div.wv-tiles {
                    @for (at, (option, text)) in texts.iter().enumerate() {
                        label.wv-tile {
                            input.wv-mark type="radio" id=[(at == 0).then_some(id.as_str())] name=(name) value=(option)
                                checked[*option == value] required[!self.is_optional]
                                aria-invalid=[wrong.as_ref().map(|_| "true")];
                            span { (text) }
                        }
                    }
                }
            }
        }
    }

    /// A box to tick.
    pub fn tick(self, name: &'static str, label: &'static str, is_ticked: bool) -> Markup {
        let Parts { id, described, wrong } = self.parts(name);
        html! {
            div class=(class(wrong.as_ref())) {
                (self.notes(name))
                label.wv-tile for=(id) {
                    input.wv-mark #(id) type="checkbox" name=(name) value=(TICKED) required[!self.is_optional]
                        checked[is_ticked] aria-invalid=[wrong.as_ref().map(|_| "true")] aria-describedby=[described];
                    span { (self.of.lang.text(label)) }
                }
            }
        }
    }

    fn parts(self, name: &str) -> Parts {
        let id = self.of.id(name);
        let wrong = self.of.errors.sentence(name, self.of.lang);
        let hint = self.hint.map(|_| format!("{id}-uitleg"));
        let said: Vec<_> =
            hint.into_iter().chain(wrong.as_ref().map(|_| format!("{id}-fout"))).collect();
        Parts { id, described: (!said.is_empty()).then(|| said.join(" ")), wrong }
    }

    fn around(self, name: &'static str, label: &'static str, control: &Markup) -> Markup {
        let Parts { id, wrong, .. } = self.parts(name);
        html! {
            div class=(class(wrong.as_ref())) {
                label.utrecht-form-label for=(id) { (self.of.lang.text(label)) (self.may_stay_empty()) }
                (self.notes(name))
                (control)
            }
        }
    }

    fn may_stay_empty(self) -> Markup {
        html! { @if self.is_optional && !self.is_filter { " " span.wv-optional { (self.of.lang.text("form.optional")) } } }
    }

    /// What somebody else wrote meanwhile.
    fn present(self, name: &str, typed: &str, options: &[(&str, &str)]) -> Markup {
        let lang = self.of.lang;
        html! {
            @if let Some(value) = self.of.errors.present(name, typed) {
                @let value = options.iter().find(|(option, _)| *option == value).map_or(value, |(_, text)| text);
                p.utrecht-form-field-error-message {
                    @if value.is_empty() { (lang.text("form.present_empty")) } @else { (lang.fill("form.present", &[("value", &value)])) }
                }
            }
        }
    }

    fn notes(self, name: &'static str) -> Markup {
        let Parts { id, wrong, .. } = self.parts(name);
        html! {
            @if let Some(key) = self.hint {
                p.utrecht-form-field-description #{ (id) "-uitleg" } { (self.of.lang.text(key)) }
            }
            @if let Some(sentence) = wrong {
                p.utrecht-form-field-error-message #{ (id) "-fout" } { (sentence) }
            }
        }
    }
}

struct Parts {
    id: String,
    described: Option<String>,
    wrong: Option<Cow<'static, str>>,
}

fn class(wrong: Option<&Cow<'static, str>>) -> &'static str {
    match wrong {
        Some(_) => "utrecht-form-field utrecht-form-field--invalid wv-field",
        None => "utrecht-form-field wv-field",
    }
}
