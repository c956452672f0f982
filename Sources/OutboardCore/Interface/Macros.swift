#if Macros
/// Makes a protocol an interface: generates the client that a host calls and the dispatcher that a plugin serves.
///
/// ```swift
/// @PluginInterface(version: "1.0", errors: [NotFound.self])
/// public protocol UserManager: Sendable {
///     func getUserByClaim(claim: String, value: String) throws -> User
///     func refresh(_ userFile: String) async throws
/// }
/// ```
///
/// Next to the protocol this declares, with the protocol's access:
///
/// - `UserManagerClient`, which conforms to `UserManager` and calls a plugin, so that host code is written against the
///   protocol alone. `UserManagerClient.Call` has a function for each method that makes a ``MethodCall`` of it, for
///   batches and groups.
/// - `UserManagerDispatcher<Implementation>`, with which a plugin serves any implementation of `UserManager`.
///
/// The protocol inherits `Sendable`; it has only methods, each of them `throws` or `async throws`, with parameters and
/// a result that are a ``/OutboardUntrusted/WireValue``. The order of the methods is part of the interface: append new
/// ones at the end.
/// Everything else is a compile-time error that says what to write instead.
///
/// - Parameters:
///   - name: What host and plugin call the interface. `nil` stands for the protocol's own name.
///   - version: Text such as `"1.2"`; see ``/OutboardUntrusted/InterfaceVersion``.
///   - errors: The error types that methods throw and that reach the caller with their own type. Any other error
///     reaches it as text.
@attached(peer, names: suffixed(Client), suffixed(Dispatcher))
public macro PluginInterface(
    name: String? = nil,
    version: InterfaceVersion = "1.0",
    errors: [any InterfaceError.Type] = []
) = #externalMacro(module: "OutboardMacros", type: "PluginInterfaceMacro")

/// Marks a method of an interface as one-way: its callers go on as soon as the plugin can see the call.
///
/// ```swift
/// @PluginInterface
/// public protocol Display: Sendable {
///     @OneWay func show(progress: Double) throws
///     @OneWay func log(_ line: String) async throws
/// }
/// ```
///
/// No answer is sent or waited for, so the method returns nothing, and what the plugin throws goes to its stderr, which the
/// host logs. The client's method throws only if the call could not be sent. It is the mark that counts, on both sides:
/// host and plugin must agree on it.
///
/// Calls are run in order, see ``Caller/send(_:byteCount:encode:)`` and ``Caller/sendAsync(_:byteCount:encode:)``. One that
/// was sent is lost when the plugin dies before it has run it.
@attached(peer)
public macro OneWay() = #externalMacro(module: "OutboardMacros", type: "OneWayMacro")

/// Marks a method of an interface as idempotent: running it twice is as good as running it once.
///
/// ```swift
/// @PluginInterface
/// public protocol Resizer: Sendable {
///     @Idempotent func thumbnail(of image: Int) throws -> [UInt8]
/// }
/// ```
///
/// A call of it that was in flight when a supervised plugin died is made again in the next generation, once, instead of
/// failing. The mark of the host's interface counts: it is no part of what host and plugin have to agree on, and may be added
/// or removed at any time. A one-way method cannot have it, because nobody learns that its calls were lost.
@attached(peer)
public macro Idempotent() = #externalMacro(module: "OutboardMacros", type: "IdempotentMacro")

/// Makes a struct or an enum a ``/OutboardUntrusted/WireValue``: generates its encoding, its decoding and the description
/// of its layout.
///
/// ```swift
/// @WireValue
/// public struct User {
///     public var id: UserID
///     public var name: String
///     public var nickname: String?
/// }
/// ```
///
/// A struct sends its stored properties in declaration order, each with its type written out; computed, static and
/// lazy properties stay behind, and so does a `let` with a value. Optional properties at the end, spelled `T?`, may be
/// added later: what an older peer does not send is `nil`. An enum sends the index of its case and the associated
/// values. The generated code is what one would write by hand: no reflection, no intermediate copy, no allocation.
@attached(
    extension,
    conformances: WireValue,
    names: named(describe(in:)),
    named(wireByteCount),
    named(encode(into:)),
    named(init(from:))
)
public macro WireValue() = #externalMacro(module: "OutboardMacros", type: "WireValueMacro")

/// Puts a manifest into a plugin's file, so that hosts and `outboard inspect` know what it is without running it.
///
/// ```swift
/// @main
/// @PluginManifest(version: "1.4.0", interfaces: ["Greeter 1.2"], capabilities: ["network"])
/// struct GreeterPlugin: Plugin, Greeter {
/// ```
///
/// A macro sees the source alone, so that interfaces are named once more here. A plugin whose manifest does not fit refuses
/// to start, and says what differs: the first start finds it.
///
/// - Parameters:
///   - name: The name of the plugin. `nil` stands for the name of its type, as in `Plugin`.
///   - version: Which build it is, such as `"1.4.0"`; see ``PluginVersion``.
///   - interfaces: What it serves, such as `"Greeter 1.2"`.
///   - capabilities: What it asks hosts for, such as `"network"`, `"processes"`, `"read /etc/hosts"`.
@attached(member, names: named(manifest), named(outboardNote))
public macro PluginManifest(
    name: String? = nil,
    version: PluginVersion,
    interfaces: [PluginManifest.Interface],
    capabilities: [String] = []
) = #externalMacro(module: "OutboardMacros", type: "PluginManifestMacro")
#endif
