# What `cmake --install` puts where. Components: sdk (libraries, headers, CMake and pkg-config files, Python, examples),
# client (the holder's program), server (the institution's programs), docs.
include(CMakePackageConfigHelpers)

# In link order: each needs only what stands behind it.
set(sdk_modules exact batch input encode normalize secret profile format guard bits base)
list(TRANSFORM sdk_modules PREPEND ieum_ OUTPUT_VARIABLE sdk_targets)

install(TARGETS ${sdk_targets} ieum_client EXPORT IeumTargets COMPONENT sdk
        ARCHIVE COMPONENT sdk LIBRARY COMPONENT sdk FILE_SET HEADERS COMPONENT sdk)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Ieum)
install(EXPORT IeumTargets NAMESPACE ieum:: DESTINATION ${package_dir} COMPONENT sdk)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/IeumConfig.cmake.in ${CMAKE_BINARY_DIR}/install/IeumConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/install/IeumConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/install/IeumConfig.cmake ${CMAKE_BINARY_DIR}/install/IeumConfigVersion.cmake
        DESTINATION ${package_dir} COMPONENT sdk)

list(TRANSFORM sdk_targets PREPEND -l OUTPUT_VARIABLE IEUM_SDK_LIBS)
list(JOIN IEUM_SDK_LIBS " " IEUM_SDK_LIBS)
set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH IEUM_PKGCONFIG_TO_PREFIX /prefix/${pkgconfig_dir} /prefix)
foreach(name ieum-client ieum-sdk)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/${name}.pc.in ${CMAKE_BINARY_DIR}/install/${name}.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/install/${name}.pc DESTINATION ${pkgconfig_dir} COMPONENT sdk)
endforeach()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/client-sdk/example/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/example COMPONENT sdk)

install(TARGETS ieum RUNTIME COMPONENT client)
install(TARGETS ieum-server ieumctl RUNTIME COMPONENT server)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR}
        COMPONENT docs)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs COMPONENT docs)

# The institution's machine: units, users and an example of the settings.
install(FILES ${PROJECT_SOURCE_DIR}/deploy/systemd/ieum-server@.service DESTINATION lib/systemd/system COMPONENT server)
install(FILES ${PROJECT_SOURCE_DIR}/deploy/systemd/ieum.sysusers DESTINATION lib/sysusers.d RENAME ieum.conf COMPONENT server)
install(FILES ${PROJECT_SOURCE_DIR}/deploy/examples/server.toml DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/ieum-server/examples
        COMPONENT server)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/deploy/monitoring/ DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/ieum-server/monitoring
        COMPONENT server)
