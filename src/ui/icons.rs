//! One set of line icons, drawn for this site on a 24-unit grid with a 1.75 stroke.
//!
//! An icon always stands beside a word, so it is hidden from assistive technologies.

use maud::{Markup, html};

use super::Text;

/// What an icon shows; each name says what is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says what is drawn")]
pub enum Icon {
    Alert,
    ArrowLeft,
    ArrowRight,
    Briefcase,
    Building,
    Calendar,
    Check,
    Clock,
    Close,
    Copy,
    Document,
    Download,
    Feed,
    Filter,
    Globe,
    Info,
    Lock,
    Mail,
    Menu,
    Paperclip,
    Pencil,
    Phone,
    Pin,
    Pine,
    Plus,
    Print,
    School,
    Search,
    User,
    Users,
}

impl Icon {
    /// Every icon, for a page that shows them all.
    pub const ALL: [Self; 30] = [
        Self::Alert,
        Self::ArrowLeft,
        Self::ArrowRight,
        Self::Briefcase,
        Self::Building,
        Self::Calendar,
        Self::Check,
        Self::Clock,
        Self::Close,
        Self::Copy,
        Self::Document,
        Self::Download,
        Self::Feed,
        Self::Filter,
        Self::Globe,
        Self::Info,
        Self::Lock,
        Self::Mail,
        Self::Menu,
        Self::Paperclip,
        Self::Pencil,
        Self::Phone,
        Self::Pin,
        Self::Pine,
        Self::Plus,
        Self::Print,
        Self::School,
        Self::Search,
        Self::User,
        Self::Users,
    ];

    /// The outline, as the `d` of one path.
    const fn path(self) -> &'static str {
        match self {
            Self::Alert => "M12 3.5 2.5 20h19zM12 10v4.5M12 17.2v.1",
            Self::ArrowLeft => "M20 12H4.5M11 5.5 4.5 12l6.5 6.5",
            Self::ArrowRight => "M4 12h15.5M13 5.5l6.5 6.5-6.5 6.5",
            Self::Briefcase => "M3.5 8h17v11.5h-17zM8.5 8V4.5h7V8M3.5 13h17M12 12v2",
            Self::Building => "M5 20.5v-17h9v17M14 9h5v11.5M3 20.5h18M8 7.5h3M8 11.5h3M8 15.5h3",
            Self::Calendar => "M4 6h16v14.5H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8",
            Self::Check => "M4.5 12.5l5 5L19.5 7",
            Self::Clock => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 1 0 0-17M12 7.5V12l3 2.5",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Copy => "M8.5 8.5h12v12h-12zM15.5 8.5v-5h-12v12h5",
            Self::Document => "M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5M9 12.5h6M9 16h6",
            Self::Download => "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
            Self::Feed => {
                "M5 10.5a8.5 8.5 0 0 1 8.5 8.5M5 4.5A14.5 14.5 0 0 1 19.5 19M6 17.5a.5.5 0 1 0 0 1 .5.5 0 1 0 0-1"
            }
            Self::Filter => "M3.5 7h8M15.5 7h5M13.5 4.5v5M3.5 17h4M11.5 17h9M9.5 14.5v5",
            Self::Globe => {
                "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 1 0 0-17M3.5 12h17M12 3.5c-5 4.5-5 12.5 0 17M12 3.5c5 4.5 5 12.5 0 17"
            }
            Self::Info => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 1 0 0-17M12 11v5.5M12 7.5v.1",
            Self::Lock => "M5 10.5h14v10H5zM8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2",
            Self::Mail => "M3.5 5.5h17v13h-17zM3.5 7.5l8.5 6 8.5-6",
            Self::Pencil => "M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5",
            Self::Menu => "M4 7h16M4 12h16M4 17h16",
            Self::Paperclip => {
                "M19.5 11.5l-7.7 7.7a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.8 7.8a1.6 1.6 0 0 1-2.2-2.2l7-7"
            }
            Self::Phone => {
                "M5 3.5h4l1.5 5-2.3 1.7a12.5 12.5 0 0 0 5.6 5.6l1.7-2.3 5 1.5v4c0 1-.8 1.5-1.6 1.5C10.6 20.5 3.5 13.4 3.5 5.1 3.5 4.3 4 3.5 5 3.5z"
            }
            Self::Pin => {
                "M12 21c-4.5-5-6.8-8.5-6.8-11.2a6.8 6.8 0 0 1 13.6 0C18.8 12.5 16.5 16 12 21zM12 7.5a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 1 0 0-4.6"
            }
            Self::Pine => "M12 3 7.5 9H10l-4.5 5.5h3.2L4 19.5h16l-4.7-5h3.2L14 9h2.5zM12 19.5V22",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Print => "M7 8.5v-5h10v5M7 17H3.5V8.5h17V17H17M7 14h10v6.5H7z",
            Self::School => "M2.5 9.5 12 5l9.5 4.5L12 14zM6.5 11.5v5c3 2.5 8 2.5 11 0v-5M21.5 9.5V15",
            Self::Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 1 0 0-13M15.3 15.3 20.5 20.5",
            Self::User => "M12 4a4 4 0 1 0 0 8 4 4 0 1 0 0-8M4.5 20.5c.8-3.5 3.6-5.5 7.5-5.5s6.7 2 7.5 5.5",
            Self::Users => {
                "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 1 0 0-7M2.5 19.5C3 16.5 5.5 15 9 15s6 1.5 6.5 4.5M15.5 5.2a3.5 3.5 0 0 1 0 6.6M18 15.2c2 .6 3.2 2 3.5 4.3"
            }
        }
    }
}

/// The icon as an inline image of the size of the text around it.
pub fn icon(icon: Icon) -> Markup {
    html! {
        svg class="icon" viewBox="0 0 24 24" aria-hidden="true" { path d=(Text(icon.path())) {} }
    }
}
