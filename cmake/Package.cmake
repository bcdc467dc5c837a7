# Debian packages, made by `cmake --build --preset release --target package`: one for each component of Install.cmake.
# The same sources give the same bytes: no path of the build stands in them, and SOURCE_DATE_EPOCH gives the times.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ieum)
set(CPACK_PACKAGE_VENDOR "Ieum")
set(CPACK_PACKAGE_CONTACT "Ieum maintainers <maintainers@ieum.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
    WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_COMPONENTS_ALL client server sdk docs)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_CLIENT_PACKAGE_NAME ieum-client)
set(CPACK_COMPONENT_CLIENT_DESCRIPTION
    "Ieum: the data holder's program\n Normalises and encodes identifiers on the holder's own machine, checks files, submits\n them, reads joint keys, and links files in one place without a server.")
set(CPACK_DEBIAN_SERVER_PACKAGE_NAME ieum-server)
set(CPACK_COMPONENT_SERVER_DESCRIPTION
    "Ieum: the linkage institution's programs\n ieum-server keeps encodings and matches them; ieumctl is for its operators, reviewers\n and auditors. Holds no program that can encode.")
set(CPACK_DEBIAN_SERVER_PACKAGE_SECTION net)
set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_LIST_DIR}/../deploy/debian/postinst)
set(CPACK_DEBIAN_SDK_PACKAGE_NAME libieum-dev)
set(CPACK_DEBIAN_SDK_PACKAGE_SECTION libdevel)
# What its headers and CMake files ask for.
set(CPACK_DEBIAN_SDK_PACKAGE_DEPENDS "libabsl-dev, libicu-dev, libisal-dev, libssl-dev, libzstd-dev, nlohmann-json3-dev, zlib1g-dev")
set(CPACK_COMPONENT_SDK_DESCRIPTION
    "Ieum: the encoder for programs in C++, C and Python\n Libraries, headers, CMake and pkg-config files, the Python package and examples.")
set(CPACK_DEBIAN_DOCS_PACKAGE_NAME ieum-doc)
set(CPACK_DEBIAN_DOCS_PACKAGE_SECTION doc)
set(CPACK_DEBIAN_DOCS_PACKAGE_ARCHITECTURE all)
set(CPACK_COMPONENT_DOCS_DESCRIPTION "Ieum: documentation\n Guides, formats, threat model, measurements.")
include(CPack)
