//! The only place that knows napi: convert, call, convert.
