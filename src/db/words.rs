//! An enum that is kept in the database as words.

/// Makes an enum as [`contract::words!`] does, kept in the database, and written as JSON, as its word. With a second text at
/// each value it has the key of what people read: `Read = "read" "trail.read"`.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal $key:literal,)+ }
    ) => {
        $crate::db::words! {
            $(#[$meta])*
            $vis enum $name { $($(#[$of])* $variant = $word,)+ }
        }

        impl $name {
            /// The key of what people read.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }
        }
    };
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal,)+ }
    ) => {
        ::contract::words! {
            $(#[$meta])*
            $vis enum $name { $($(#[$of])* $variant = $word,)+ }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        $crate::db::words! { @kept $name ::sqlx::Sqlite }
        $crate::db::words! { @kept $name ::sqlx::Postgres }
    };
    (@kept $name:ident $engine:ty) => {
        impl ::sqlx::Type<$engine> for $name {
            fn type_info() -> <$engine as ::sqlx::Database>::TypeInfo {
                <&str as ::sqlx::Type<$engine>>::type_info()
            }

            fn compatible(found: &<$engine as ::sqlx::Database>::TypeInfo) -> bool {
                <&str as ::sqlx::Type<$engine>>::compatible(found)
            }
        }

        impl ::sqlx::Encode<'_, $engine> for $name {
            fn encode_by_ref(
                &self,
                buffer: &mut <$engine as ::sqlx::Database>::ArgumentBuffer,
            ) -> Result<::sqlx::encode::IsNull, ::sqlx::error::BoxDynError> {
                <&str as ::sqlx::Encode<'_, $engine>>::encode(self.word(), buffer)
            }
        }

        impl<'r> ::sqlx::Decode<'r, $engine> for $name {
            fn decode(
                value: <$engine as ::sqlx::Database>::ValueRef<'r>,
            ) -> Result<Self, ::sqlx::error::BoxDynError> {
                let word = <&str as ::sqlx::Decode<'r, $engine>>::decode(value)?;
                Self::from_word(word)
                    .ok_or_else(|| format!("'{word}' is no {}", stringify!($name)).into())
            }
        }
    };
}
pub(crate) use words;
