/// Takes the values of a catalog apart, and notes everything that is wrong, with its key.
///
/// What is wrong reads as missing, so that the next mistake is found as well.
struct CatalogReader {
    private(set) var problems: [CatalogError.Problem] = []

    /// An object of the file with the keys that lead to it.
    struct Object {
        let key: String
        var values: [String: JSONValue]

        /// The key of one of its values.
        func path(_ name: String) -> String { key.isEmpty ? name : "\(key).\(name)" }
    }

    /// Notes that something is wrong.
    mutating func note(_ key: String, _ message: String) {
        problems.append(CatalogError.Problem(key: key, message: message))
    }

    /// Reads a value as an object that has no other keys than some names; nil for any.
    mutating func object(_ value: JSONValue, _ key: String, names: [String]?) -> Object? {
        guard case .object(let values) = value else {
            note(key, "is \(value.kind), and has to be an object")
            return nil
        }
        if let names {
            for name in values.keys.sorted() where !names.contains(name) {
                note(key.isEmpty ? name : "\(key).\(name)", "is not known; known are \(names.joined(separator: ", "))")
            }
        }
        return Object(key: key, values: values)
    }

    /// Reads an object in an object; nil if there is none.
    mutating func object(_ name: String, of object: Object, names: [String]?) -> Object? {
        guard let value = object.values[name] else { return nil }
        return self.object(value, object.path(name), names: names)
    }

    /// Reads a string; nil if there is none.
    mutating func string(_ name: String, of object: Object) -> String? {
        guard let value = object.values[name] else { return nil }
        return string(value, object.path(name))
    }

    private mutating func string(_ value: JSONValue, _ key: String) -> String? {
        guard case .string(let text) = value else {
            note(key, "is \(value.kind), and has to be a string")
            return nil
        }
        // A C string could not hold it, and what stands behind would be lost.
        guard !text.utf8.contains(0) else {
            note(key, "has a zero character: remove it")
            return nil
        }
        return text
    }

    /// Reads a string as a value of a type; nil if there is none.
    ///
    /// What it has to be reads like "one of never, onFailure, always".
    mutating func value<Value>(
        _ name: String, of object: Object, _ what: String, _ read: (String) -> Value?
    ) -> Value? {
        guard let text = string(name, of: object) else { return nil }
        return value(text, object.path(name), what, read)
    }

    private mutating func value<Value>(
        _ text: String, _ key: String, _ what: String, _ read: (String) -> Value?
    ) -> Value? {
        if let value = read(text) { return value }
        note(key, "is \"\(text)\", and has to be \(what)")
        return nil
    }

    /// Reads a list of strings as values of a type; nil if there is none.
    mutating func values<Value>(
        _ name: String, of object: Object, _ what: String, _ read: (String) -> Value?
    ) -> [Value]? {
        guard let list = object.values[name] else { return nil }
        guard case .array(let elements) = list else {
            note(object.path(name), "is \(list.kind), and has to be a list of strings")
            return nil
        }
        var values: [Value] = []
        for (index, element) in elements.enumerated() {
            let key = "\(object.path(name))[\(index)]"
            if let text = string(element, key), let value = value(text, key, what, read) { values.append(value) }
        }
        return values
    }

    /// Reads an object of strings; nil if there is none.
    mutating func strings(_ name: String, of object: Object) -> [String: String]? {
        guard let inner = self.object(name, of: object, names: nil) else { return nil }
        var strings: [String: String] = [:]
        for (name, value) in inner.values.sorted(by: { $0.key < $1.key }) {
            if name.isEmpty || name.utf8.contains(0) || name.contains("=") {
                note(inner.path(name), "is no name of a variable")
            }
            strings[name] = string(value, inner.path(name))
        }
        return strings
    }

    /// Reads a whole number; nil if there is none.
    mutating func int(_ name: String, of object: Object, from lowest: Int = 0) -> Int? {
        guard let value = object.values[name] else { return nil }
        if case .int(let number) = value, number >= lowest { return number }
        note(object.path(name), "has to be a whole number, \(lowest) or more")
        return nil
    }

    /// Reads a number; nil if there is none.
    mutating func number(_ name: String, of object: Object) -> Double? {
        switch object.values[name] {
        case nil: return nil
        case .int(let number) where number >= 0: return Double(number)
        case .number(let number) where number >= 0 && number.isFinite: return number
        default:
            note(object.path(name), "has to be a number, 0 or more")
            return nil
        }
    }

    /// Reads a time in seconds; nil if there is none.
    mutating func seconds(_ name: String, of object: Object) -> Duration? {
        guard let number = number(name, of: object) else { return nil }
        // 30 years: more would be a mistake, and much more does not fit into a `Duration`.
        guard number <= 1e9 else {
            note(object.path(name), "is \(number) seconds, and has to be at most 1000000000")
            return nil
        }
        return .seconds(number)
    }

    /// Reads true or false; nil if there is neither.
    mutating func bool(_ name: String, of object: Object) -> Bool? {
        guard let value = object.values[name] else { return nil }
        if case .bool(let bool) = value { return bool }
        note(object.path(name), "is \(value.kind), and has to be true or false")
        return nil
    }

    /// Whether a key is there and says that there is nothing.
    func isNull(_ name: String, of object: Object) -> Bool { object.values[name] == .null }
}
