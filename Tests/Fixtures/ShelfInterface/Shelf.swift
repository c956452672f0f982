/// Keeps things: the first interface of a plugin that has two.
///
/// Written by hand against the descriptor API, so that it builds without macros.
public protocol Shelf: Sendable {
    /// Adds a thing, and returns how many there are.
    func put(_ item: String) throws -> Int
    /// All things.
    func items() throws -> [String]
    /// What the shelf was configured with.
    func label() throws -> String
    /// The same after a suspension.
    func labelLater(milliseconds: Int) async throws -> String
    /// Throws the declared error.
    func drop(_ item: String) throws
    /// Throws the declared error after a suspension.
    func dropLater(_ item: String) async throws
}

/// Is opened: the second interface of that plugin.
public protocol Door: Sendable {
    /// Returns how often it was opened.
    func open() throws -> Int
    /// One-way: counts.
    func knock() throws
    /// How often it was knocked.
    func knocks() throws -> Int
    /// Throws the declared error.
    func force() throws
    /// Throws the declared error after a suspension.
    func forceLater() async throws
}

/// What a shelf is configured with.
public struct ShelfConfiguration: Hashable, Sendable {
    /// What `label()` returns.
    public var label: String
    /// Whether the shelf refuses to be made.
    public var isRefused: Bool

    /// Creates a configuration.
    public init(label: String = "", isRefused: Bool = false) {
        self.label = label
        self.isRefused = isRefused
    }
}

/// The declared error of `Shelf`.
public struct ShelfError: Error, Hashable, Sendable {
    /// What fell down.
    public var item: String

    /// Creates an error.
    public init(item: String) {
        self.item = item
    }
}

/// The declared error of `Door`.
public struct DoorError: Error, Hashable, Sendable {
    /// How thick it is.
    public var inches: Int

    /// Creates an error.
    public init(inches: Int) {
        self.inches = inches
    }
}
