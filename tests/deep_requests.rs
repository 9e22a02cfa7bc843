//! Conditions nested as deep as is allowed are read, planned and printed with half of the stack that they get.

#[path = "support/conditions.rs"]
mod conditions;

use sequelize_native::plan::nesting::{is_deep, with_stack, DEEPEST, STACK_PER_LEVEL};
use sequelize_native::value::Value;

fn nested(groups: usize, open: &str, close: &str) -> String {
    format!(r#"{}{{"o":{{"id":{{"p":[0,"n"]}}}}}}{}"#, open.repeat(groups), close.repeat(groups))
}

#[test]
fn the_deepest_conditions_need_less_than_half_of_their_stack() {
    for (open, close, levels) in [
        (r#"{"o":{"@and":["#, "]}}", 3),
        (r#"{"o":{"@or":[{"o":{"age":null}},"#, "]}}", 3),
        (r#"{"o":{"@not":"#, "}}", 2),
        (r#"{"o":{"@and":[{"o":{"@or":["#, "]}}]}}", 6),
    ] {
        let request = nested((DEEPEST - 20) / levels, open, close);
        let work = move || {
            let print = |name| conditions::compiled(name, &request, &[Value::Int(5)]).unwrap().inline.len();
            conditions::DIALECTS.map(print).into_iter().sum::<usize>()
        };
        let thread = std::thread::Builder::new().stack_size(DEEPEST * STACK_PER_LEVEL / 2).spawn(work);
        assert!(thread.unwrap().join().unwrap() > 0, "{open}");
    }
}

#[test]
fn what_is_deeper_is_refused_and_what_is_shallow_stays_where_it_is() {
    let here = std::thread::current().id();
    let shallow = nested(15, r#"{"o":{"@and":["#, "]}}");
    assert!(!is_deep(&shallow));
    assert_eq!(with_stack(&shallow, || Ok(std::thread::current().id())).unwrap(), here);
    let deep = nested(50, r#"{"o":{"@and":["#, "]}}");
    assert_ne!(with_stack(&deep, || Ok(std::thread::current().id())).unwrap(), here);
    let deeper = nested(2000, r#"{"o":{"@and":["#, "]}}");
    assert!(with_stack(&deeper, || Ok(())).is_err());
}
