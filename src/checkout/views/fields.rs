//! The fields of the page, each with its label, what stands in it and what is wrong with it.

use crate::checkout::address_input::AddressDraft;
use crate::checkout::countries::AddressFormat;
use crate::kernel::Country;
use crate::web::FieldError;

/// One field. Its name is its path in the API, `address.postal_code`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldView<'a> {
    pub name: String,
    pub label: &'static str,
    pub value: &'a str,
    pub kind: &'static str,
    pub autocomplete: String,
    pub inputmode: &'static str,
    pub is_required: bool,
    /// Half as wide as the others.
    pub is_half: bool,
    pub hint: &'static str,
    pub error: Option<&'a str>,
    /// Code, name and whether it is chosen; a field without is typed into.
    pub choices: Vec<(String, &'a str, bool)>,
}

impl<'a> FieldView<'a> {
    pub fn new(name: &str, label: &'static str, value: &'a str, autocomplete: &str) -> Self {
        Self {
            name: name.to_owned(),
            label,
            value,
            kind: "text",
            autocomplete: autocomplete.to_owned(),
            inputmode: "text",
            is_required: true,
            is_half: false,
            hint: "",
            error: None,
            choices: Vec::new(),
        }
    }

    #[must_use]
    pub fn optional(self) -> Self {
        Self { is_required: false, ..self }
    }

    #[must_use]
    pub fn kind(self, kind: &'static str, inputmode: &'static str) -> Self {
        Self { kind, inputmode, ..self }
    }

    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    #[must_use]
    pub fn half(self) -> Self {
        Self { is_half: true, ..self }
    }

    /// What it was refused for, if it was.
    #[must_use]
    pub fn checked(self, errors: &'a [FieldError]) -> Self {
        let own = errors.iter().find(|error| error.field == self.name);
        Self { error: own.map(|error| error.detail.as_str()), ..self }
    }

    /// An id that a style sheet and an address can name.
    pub fn id(&self) -> String {
        id_of(&self.name)
    }

    /// What describes it to who does not see it: the ids of its hint and its refusal.
    pub fn described_by(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id()));
        let error = self.error.map(|_| format!("{}-error", self.id()));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// The id of a field by its name.
pub fn id_of(name: &str) -> String {
    name.replace(['.', '_'], "-")
}

/// The fields of an address in the order of its country. `place` is `address` or `billing_address`.
pub fn address_fields<'a>(
    place: &str,
    draft: &'a AddressDraft,
    country: Country,
    countries: &[(Country, &'a str)],
    errors: &'a [FieldError],
) -> Vec<FieldView<'a>> {
    let format = AddressFormat::of(country);
    let section = if place == "address" { "shipping" } else { "billing" };
    let field = |name: &str, label: &'static str, value: &'a str, detail: &str| {
        let (name, autocomplete) = (format!("{place}.{name}"), format!("{section} {detail}"));
        FieldView::new(&name, label, value, &autocomplete)
    };
    let mut asked = field("country", "Country", "", "country");
    let choice = |(code, name): &(Country, &'a str)| (code.to_string(), *name, *code == country);
    asked.choices = countries.iter().map(choice).collect();
    let name = field("name", "First and last name", &draft.name, "name");
    let line1 = field("line1", "Street and number", &draft.line1, "address-line1");
    let line2 = field("line2", "Flat, floor, company", &draft.line2, "address-line2").optional();
    let city = field("city", format.city_label, &draft.city, "address-level2").half();
    let mut postcode =
        field("postal_code", format.postcode_label, &draft.postal_code, "postal-code").half();
    postcode.is_required = format.postcode_is_required;
    postcode.inputmode = if format.postcode_is_numeric { "numeric" } else { "text" };
    let region = format.region.map(|region| {
        let mut field = field("region", region.label, &draft.region, "address-level1").half();
        field.is_required = region.is_required;
        if region.is_chosen() {
            let chosen = region.code_of(draft.region.trim());
            let choice =
                |(code, name): (&str, &'static str)| (code.to_owned(), name, Some(code) == chosen);
            let none = (String::new(), "Choose", chosen.is_none());
            field.choices = std::iter::once(none).chain(region.choices().map(choice)).collect();
        }
        field
    });
    let phone = field("phone", "Telephone", &draft.phone, "tel")
        .optional()
        .half()
        .kind("tel", "tel")
        .hint("Only for the parcel service, if it has a question.");
    let mut fields = vec![asked, name, line1, line2];
    if format.city_first {
        fields.push(city);
        fields.extend(region);
        fields.push(postcode);
    } else {
        fields.extend([postcode, city]);
        fields.extend(region);
    }
    if place == "address" {
        fields.push(phone);
    }
    fields.into_iter().map(|field| field.checked(errors)).collect()
}
