public import OutboardCore

/// Starts a supervised plugin, runs a closure with it and stops it, however the closure ends.
///
/// ```swift
/// try await withSupervisedPlugin(at: "/usr/lib/app/resizer", restart: .always) { plugin in
///     let resizer = try plugin.client(ResizerClient.self)
///     print(try resizer.scale(image: image))
/// }
/// ```
///
/// - Parameters:
///   - path: The plugin's program. Each start runs what lies there then.
///   - configuration: Reaches each generation before its first call; a plugin may refuse it.
///   - options: How each generation is started, called and stopped.
///   - restart: When and how often it is started again.
///   - body: Uses the plugin.
/// - Returns: What the closure returns.
/// - Throws: What the closure throws, and the errors of ``SupervisedPlugin/waitUntilReady()``.
public func withSupervisedPlugin<Result>(
    at path: String, configuration: some WireValue = NoConfiguration(), options: PluginOptions = .defaults,
    restart: RestartPolicy = .onFailure, _ body: (SupervisedPlugin) async throws -> Result
) async throws -> Result {
    let plugin = try await SupervisedPlugin.start(
        at: path, configuration: configuration, options: options, restart: restart)
    do {
        let result = try await body(plugin)
        await plugin.stop()
        return result
    } catch {
        await plugin.stop()
        throw error
    }
}
