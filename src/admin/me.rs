//! `GET /api/admin/v1/me`: who the caller is, and what they may do.

use super::authorising::authenticate;
use super::principal::Principal;
use super::scope::Scope;
use super::wire::MeResource;
use crate::web::{Answer, Context, Problem, Reply};

/// Whoever is somebody may ask.
pub async fn show_me(context: &Context) -> Result<Answer, Problem> {
    let principal = authenticate(context).await?;
    let scopes = Scope::ALL.iter().filter(|scope| principal.may(**scope));
    let scopes = scopes.map(|scope| scope.as_str().to_owned()).collect();
    let actor = principal.actor();
    let member = match principal {
        Principal::Staff(member) => Some(member),
        _ => None,
    };
    let role = member.as_ref().map(|member| member.role);
    let (name, email) = member.map(|member| (member.name, member.email)).unzip();
    Ok(Reply::json(200, &MeResource { actor, name, email, role, scopes }).into())
}
