//! The adviser's day: what calls for somebody's attention, counted. Each count is that of the list it leads to,
//! read by the same function.

use axum_extra::routing::TypedPath;
use maud::{Markup, html};

use crate::clock::Now;
use crate::db::{self, ReadTx};
use crate::deposits::queue::{Charge, QueueFilter, Stage};
use crate::deposits::store::queue;
use crate::extranet::editing::Asking;
use crate::french;
use crate::portfolio::Scope;
use crate::portfolio::filter::{PortfolioFilter, Watch};
use crate::portfolio::store::{self as portfolio, Asked};
use crate::registrations::desk::DeskFilter;
use crate::registrations::store::desk;
use crate::ui::{Icon, icon};
use crate::web::paths::manage as paths;

/// One of the counts.
#[derive(Debug, Clone)]
pub struct Count {
    id: &'static str,
    icon: Icon,
    one: &'static str,
    several: &'static str,
    count: u64,
    /// The list that it counts.
    href: String,
}

/// All of them.
///
/// # Errors
/// What SQLite says.
pub fn read(tx: &ReadTx, asking: &Asking, since: i64) -> Result<Vec<Count>, db::Error> {
    let mut counts = requests(tx, asking)?;
    counts.extend(watched(tx, asking)?);
    counts.extend(registrations(tx, asking.now, asking, since)?);
    Ok(counts)
}

/// What companies sent.
fn requests(tx: &ReadTx, asking: &Asking) -> Result<Vec<Count>, db::Error> {
    let territory = asking.app.site.department_codes();
    let mine = |stage: Stage| QueueFilter {
        charge: Charge::Mine,
        state: stage.slug().to_owned(),
        ..QueueFilter::default()
    };
    let all = [
        (
            "a-affecter",
            Icon::User,
            "demande à affecter",
            "demandes à affecter",
            QueueFilter { charge: Charge::Nobody, ..QueueFilter::default() },
        ),
        ("a-relire", Icon::Mail, "demande à relire", "demandes à relire", mine(Stage::ToReview)),
        ("corrigees", Icon::Mail, "demande corrigée", "demandes corrigées", mine(Stage::Corrected)),
        (
            "chez-l-entreprise",
            Icon::Clock,
            "demande attend l’entreprise",
            "demandes attendent l’entreprise",
            mine(Stage::Returned),
        ),
    ];
    all.into_iter()
        .map(|(id, icon, one, several, filter)| {
            let count = queue::total(tx, &asking.who, &filter, &territory)?.into();
            Ok(Count { id, icon, one, several, count, href: filter.query().at(paths::Deposits::PATH) })
        })
        .collect()
}

/// What of one's portfolio is to be looked at.
fn watched(tx: &ReadTx, asking: &Asking) -> Result<Vec<Count>, db::Error> {
    let territory = asking.app.site.department_codes();
    let usual = PortfolioFilter { asked: true, actions: true, ..PortfolioFilter::default() };
    let asked = Asked::by(tx, asking.now, asking.who.clone(), Scope::Own, usual, territory)?;
    let all = [
        (
            "nouvelles-reponses",
            Icon::Users,
            "annonce a de nouvelles réponses",
            "annonces ont de nouvelles réponses",
            Watch::Answered,
        ),
        ("a-verifier", Icon::Check, "annonce à vérifier", "annonces à vérifier", Watch::ToCheck),
    ];
    all.into_iter()
        .map(|(id, icon, one, several, watch)| {
            let asked = asked.with(PortfolioFilter { watch: Some(watch), ..asked.filter.clone() });
            let count = portfolio::find(tx, &asked)?.totals().items.into();
            Ok(Count { id, icon, one, several, count, href: asked.filter.query().at(paths::Portfolio::PATH) })
        })
        .collect()
}

/// The events that come, and those that lost somebody.
fn registrations(tx: &ReadTx, now: Now, asking: &Asking, since: i64) -> Result<Vec<Count>, db::Error> {
    let href = |filter: DeskFilter| filter.query().at(paths::Registrations::PATH);
    Ok(vec![
        Count {
            id: "rencontres-de-la-semaine",
            icon: Icon::Calendar,
            one: "rencontre dans les sept jours",
            several: "rencontres dans les sept jours",
            count: desk::count_of_week(tx, now, &asking.who)?,
            href: href(DeskFilter::week()),
        },
        Count {
            id: "annulations",
            icon: Icon::Close,
            one: "rencontre a de nouvelles annulations",
            several: "rencontres ont de nouvelles annulations",
            count: desk::count_of_cancellations(tx, now, &asking.who, since)?,
            href: href(DeskFilter::cancellations()),
        },
    ])
}

/// The counts, each a link to what it counts.
pub fn view(counts: &[Count]) -> Markup {
    html! {
        section aria-labelledby="journee" {
            h2 class="vh" id="journee" { "Votre journée" }
            ul class="day" role="list" {
                @for count in counts {
                    li {
                        @let label = if count.count < 2 { count.one } else { count.several };
                        @if count.count == 0 {
                            span class="nothing" { (icon(count.icon)) strong { "0" } " " (label) }
                        } @else {
                            a id={ "jour-" (count.id) } href=(count.href) { (icon(count.icon)) strong { (french::number(count.count)) } " " (label) }
                        }
                    }
                }
            }
        }
    }
}
