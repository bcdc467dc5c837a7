# shellcheck shell=bash disable=SC2034  # deploy/scenario.sh reads them
# Bank and operator of public transport under the Credit Information Act, at one data institution.
title='Fares and income (invented persons)'
purpose='statistics: who uses public transport, and what fares weigh'
legal_basis='Credit Information Act art. 17-2; here none is needed, the persons are invented'
route=financial
matcher_title='data institution 데이터전문기관, matching' matcher_institution=data-agency
joiner_title='data institution 데이터전문기관, joining' joiner_institution=data-agency
recipient=city-institute
holders=(bank-a transport-b)
file_share=(100 100)
overlap=80
extracting=(transport-b)
sending=()
joins=(inner)
columns=(bank-a.age_band bank-a.sex bank-a.income bank-a.loan transport-b.trips transport-b.peak_share)
bias_column=bank-a.sex
