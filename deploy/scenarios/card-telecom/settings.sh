# shellcheck shell=bash disable=SC2034  # deploy/scenario.sh reads them
# Card company and telecom company under the Credit Information Act: one data institution runs matcher and joiner as
# separate processes; the holders apply jointly with an institution that has no data.
title='Consumption and mobility (invented persons)'
purpose='statistics, also commercial: consumption and mobility by age and sex'
legal_basis='Credit Information Act art. 17-2; here none is needed, the persons are invented'
route=financial
matcher_title='data institution 데이터전문기관, matching' matcher_institution=data-agency
joiner_title='data institution 데이터전문기관, joining' joiner_institution=data-agency
recipient=market-lab
holders=(card-a telecom-b)
file_share=(100 100)
overlap=80
extracting=()
sending=(telecom-b)
joins=(inner)
columns=(card-a.age_band card-a.sex card-a.main_category card-a.spending telecom-b.plan telecom-b.data_gb telecom-b.places_visited)
bias_column=card-a.sex
