public import OutboardCore

/// Starts a plugin, runs a closure with it and stops it, however the closure ends.
///
/// ```swift
/// try await withPlugin(at: "/usr/lib/app/greeter") { plugin in
///     let greeter = try plugin.client(GreeterClient.self)
///     print(try greeter.greet(name: "Ada"))
/// }
/// ```
///
/// - Parameters:
///   - path: The plugin's program.
///   - configuration: Reaches the plugin before its first call; a plugin may refuse it.
///   - options: How the plugin is started, called and stopped.
///   - body: Uses the plugin.
/// - Returns: What the closure returns.
/// - Throws: What the closure throws, and the errors of ``PluginHandle/start(at:configuration:options:)``.
public func withPlugin<Result>(
    at path: String, configuration: some WireValue = NoConfiguration(), options: PluginOptions = .defaults,
    _ body: (PluginHandle) async throws -> Result
) async throws -> Result {
    let plugin = try await PluginHandle.start(at: path, configuration: configuration, options: options)
    do {
        let result = try await body(plugin)
        await plugin.stop()
        return result
    } catch {
        await plugin.stop()
        throw error
    }
}

/// Starts a plugin, runs a closure with it and stops it, on the calling thread; for hosts without tasks.
///
/// Parameters, result and errors are those of the asynchronous `withPlugin(at:configuration:options:_:)`.
public func withPluginBlocking<Result>(
    at path: String, configuration: some WireValue = NoConfiguration(), options: PluginOptions = .defaults,
    _ body: (PluginHandle) throws -> Result
) throws -> Result {
    let plugin = try PluginHandle.startBlocking(at: path, configuration: configuration, options: options)
    defer { plugin.stopBlocking() }
    return try body(plugin)
}
