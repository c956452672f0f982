/// A value that a plugin wrote, loaded once.
///
/// It may be any value of its type. There is no way to get at it but the checks, which are extensions of this type: each
/// gives what was checked, or throws, or says that the value is not what was asked for. The memory that it came from is
/// not looked at again.
package struct Untrusted<Value> {
    /// What was loaded; for the checks of this module alone.
    let value: Value

    /// Marks a value that was loaded from a plugin's memory.
    package init(_ value: Value) {
        self.value = value
    }
}
